import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { fileFault, skipItem } from '../../normalisation/draft.js';
import { hostOf } from '../../normalisation/fields.js';
import { type Element, rawText, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { draftOfEntry, type Feed } from '../rss/entry.js';
import { brokenFile, duplicateItem, tooLong } from '../rss/index.js';
import { toPlainText } from '../rss/plain-text.js';
import { SeenIds } from '../rss/seen-ids.js';
import { BloggerArticles, bloggerKindOf, withBloggerFields } from './blogger.js';
import { type Author, authorsIn, entryOf, skipReasonOf } from './entry.js';

/** Returns the host of the site of a feed, from its alternate link. */
function hostIn({ name, attributes }: Element): string | null {
  if (name !== 'atom:link') return null;
  return (attributes.get('rel') ?? 'alternate') === 'alternate' ? hostOf(attributes.get('href')?.trim() ?? null) : null;
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const feed: Feed & { base: string | null } = {
    ...{ format: 'atom', host: null, lang: null, title: null },
    base: null,
  };
  const authors: Author[] = [];
  const seenIds = new SeenIds();
  const blogger = new BloggerArticles();
  let count = 0;
  let isFeed = false;
  for await (const unit of unitsOf(bytes)) {
    if (unit.kind === 'broken') {
      yield* blogger.release();
      yield brokenFile(unit, count);
      return;
    }
    const { element, omittedElements } = unit;
    if (element.name === 'atom:feed') {
      isFeed = true;
      feed.lang = element.attributes.get('lang') ?? null;
      feed.base = element.attributes.get('base') ?? null;
    } else if (element.name === 'atom:author') authors.push(...authorsIn([element]));
    if (element.name === 'atom:title') feed.title ??= toPlainText(rawText(element));
    feed.host ??= hostIn(element);
    if (element.name !== 'atom:entry') continue;
    isFeed = true;
    count += 1;
    const from = `item ${count}, line ${element.line}`;
    const bloggerKind = bloggerKindOf(element);
    if (bloggerKind === 'comment') {
      const skippedComment = blogger.addComment(element, from);
      if (skippedComment !== null) yield skippedComment;
      continue;
    }
    const skipReason = skipReasonOf(element);
    if (omittedElements.size > 0 || skipReason !== null) {
      yield skipReason === null ? tooLong(from) : skipItem(from, null, ...skipReason);
      continue;
    }
    const entry = entryOf(element, from, authors, feed.base);
    const result = draftOfEntry(bloggerKind === null ? entry : withBloggerFields(entry, element), feed, source);
    if (result.kind === 'draft' && seenIds.isDuplicate(result.draft.key.id))
      yield duplicateItem(from, result.draft.key.id);
    else if (bloggerKind === null) yield result;
    else yield* blogger.add(element, result);
  }
  yield* blogger.release();
  yield* blogger.orphans();
  if (!isFeed) yield fileFault('file', 'not-atom', 'The file has no Atom feed and no Atom entry.');
}

/**
 * Atom 1.0 (RFC 4287): a feed, or one entry, also the exports of Blogger with their comments. The key of an article is its `id`, with the source `atom:<host>`, where
 * the host is that of the alternate link of the feed.
 */
export const atom: Format = {
  name: 'atom',
  mediaTypes: ['application/atom+xml'],
  limits: { separator: 'tag' },
  detects(head) {
    const root = rootOf(head);
    return (
      root !== null && /^<(?:[\w-]+:)?(?:feed|entry)[\s>]/.test(root) && root.includes('http://www.w3.org/2005/Atom')
    );
  },
  read,
};
