import type { Readable } from 'node:stream';
import { revealLazyMedia } from '../../../../lib/rich-text/index.js';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes } from '../../normalisation/bytes.js';
import { fileFault, type Omission, type SkippedItem } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { excessOf } from './bounds.js';
import { encodingFaultOf, pageText } from './charset.js';
import { isCutOff } from './cut-off.js';
import { savedFrom } from './saved-from.js';

const maxPageBytes = 16 * 2 ** 20;

/** The maximum number of media in the report that no article can show. */
const maxOmissions = 50;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const file = await readAllBytes(bytes, maxPageBytes);
  if (file === null) {
    yield fileFault(
      'page',
      'too-long',
      `The page is larger than ${maxPageBytes / 2 ** 20} MiB. Save it without images and scripts.`,
    );
    return;
  }
  const encodingFault = encodingFaultOf(file);
  if (encodingFault !== undefined) {
    yield fileFault('page', 'not-utf8', encodingFault);
    return;
  }
  // The HTML libraries need 20 MB of memory, so they are loaded only when a page is imported.
  const [{ articlesOf }, { treeOf }] = await Promise.all([import('./articles.js'), import('./tree.js')]);
  const { text, unknownCharset } = pageText(file);
  const excess = excessOf(text);
  const omissions: Omission[] = [];
  // The text of "noscript" is for browsers without scripts, and no part of an article.
  const shownText =
    excess === null
      ? revealLazyMedia(text, (element, reason, address = '') => {
          if (element !== 'noscript' && omissions.length < maxOmissions)
            omissions.push({ what: address === '' ? element : `${element} ${quote(address)}`, reason });
        })
      : '';
  const tree = excess ?? treeOf(shownText);
  if ('reason' in tree) {
    yield fileFault('page', tree.reason, tree.detail);
    return;
  }
  const reparse = () => {
    const copy = treeOf(shownText);
    return 'reason' in copy ? null : copy;
  };
  let hasArticle = false;
  for (const result of withFaults(
    articlesOf(tree, { source, savedFromUrl: savedFrom(text), unknownCharset, omissions, reparse }),
  )) {
    if (result.kind === 'draft') hasArticle = true;
    yield result;
  }
  if (hasArticle && isCutOff(text))
    yield fileFault(
      'end of the page',
      'broken-file',
      'The page ends before its end tags. Only the text before this place was read. Save the page again.',
    );
}

/** Yields the articles of a page. A page without any article is a fault, and so is a part of a page that is left out. */
function* withFaults(results: Iterable<ReadResult>): Generator<ReadResult> {
  let hasArticle = false;
  const earlierItems: SkippedItem[] = [];
  for (const result of results) {
    const item: ReadResult =
      result.kind === 'skipped' && result.reason === 'too-many-stories' ? { ...result, isFailure: true } : result;
    if (item.kind === 'skipped' && !hasArticle) earlierItems.push(item);
    else {
      hasArticle = true;
      yield* earlierItems.splice(0);
      yield item;
    }
  }
  for (const { from, reason, detail } of earlierItems) yield fileFault(from, reason, detail);
}

/** White space, comments and an XML declaration before the root of a page. */
const prologPattern = /^(?:\s+|<\?xml\b[^<>]{0,500}\?>|<!--(?:(?!-->)[\s\S]){0,4000}-->)*/;

/**
 * Saved HTML pages with one article or several. The key of an article is the host and path of the canonical URL, with
 * `#` and an anchor or number for all but the first. Without a canonical URL, the key is a digest of the headline, and
 * the source is that of the options or `html-page`.
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
