import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes } from '../../normalisation/bytes.js';
import { skipItem } from '../../normalisation/draft.js';
import { excessOf } from './bounds.js';
import { pageText } from './charset.js';

const maxPageBytes = 16 * 2 ** 20;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const file = await readAllBytes(bytes, maxPageBytes);
  if (file === null) {
    yield skipItem(
      'page',
      null,
      'too-long',
      `The page has more than ${maxPageBytes / 2 ** 20} MiB: save it without its pictures and scripts.`,
    );
    return;
  }
  // With what reads pages come twenty megabytes, which servers that never see one are spared.
  const [{ articlesOf }, { treeOf }] = await Promise.all([import('./articles.js'), import('./tree.js')]);
  const { text, unknownCharset } = pageText(file);
  const excess = excessOf(text);
  const tree = excess ?? treeOf(text);
  if ('reason' in tree) {
    yield skipItem('page', null, tree.reason, tree.detail);
    return;
  }
  yield* articlesOf(tree, { source, unknownCharset });
}

/** What may stand before the root of a page. */
const prologPattern = /^(?:\s+|<\?xml\b[^<>]{0,500}\?>|<!--(?:(?!-->)[\s\S]){0,4000}-->)*/;

/**
 * A page in HTML as it was saved, with one story or several. They are known by the host and the path of the page's canonical
 * URL, further stories with `#` and their anchor or number; a page without one by their headlines at `html-page`, or the
 * source of the options.
 */
export const htmlPage: Format = {
  name: 'html-page',
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  limits: { maxFileBytes: maxPageBytes },
  detects(head) {
    const start = pageText(head).text.slice(0, 16_384);
    return /^<(?:!doctype\s+html\b|html[\s>])/i.test(start.slice(prologPattern.exec(start)?.[0].length ?? 0));
  },
  read,
};
