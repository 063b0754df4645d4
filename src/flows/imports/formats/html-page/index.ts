import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { whole } from '../../fitting/bytes.js';
import { skipped } from '../../fitting/draft.js';
import { excessOf } from './bounds.js';
import { pageText } from './charset.js';

const longestPage = 16 * 2 ** 20;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  const file = await whole(bytes, longestPage);
  if (file === null) {
    yield skipped(
      'page',
      null,
      'too-long',
      `The page has more than ${longestPage / 2 ** 20} MiB: save it without its pictures and scripts.`,
    );
    return;
  }
  // With what reads pages come twenty megabytes, which servers that never see one are spared.
  const [{ storiesOf }, { treeOf }] = await Promise.all([import('./stories.js'), import('./tree.js')]);
  const { text, unknown } = pageText(file);
  const excess = excessOf(text);
  const tree = excess ?? treeOf(text);
  if ('reason' in tree) {
    yield skipped('page', null, tree.reason, tree.detail);
    return;
  }
  yield* storiesOf(tree, { source, unknownCharset: unknown });
}

/** What may stand before the root of a page. */
const prolog = /^(?:\s+|<\?xml\b[^<>]{0,500}\?>|<!--(?:(?!-->)[\s\S]){0,4000}-->)*/;

/**
 * A page in HTML as it was saved, with one story or several. They are known by the host and the path of the page's canonical
 * URL, further stories with `#` and their anchor or number; a page without one by their headlines at `html-page`, or the
 * source of the options.
 */
export const htmlPage: Format = {
  name: 'html-page',
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  limits: { fileBytes: longestPage },
  detects(head) {
    const start = pageText(head).text.slice(0, 16_384);
    return /^<(?:!doctype\s+html\b|html[\s>])/i.test(start.slice(prolog.exec(start)?.[0].length ?? 0));
  },
  read,
};
