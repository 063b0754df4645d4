import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { skipped } from '../../fitting/draft.js';
import { hostOf } from '../../fitting/fields.js';
import { type Element, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { draftOfEntry, type Feed } from '../rss/entry.js';
import { brokenFile, tooLong, twice } from '../rss/index.js';
import { Seen } from '../rss/seen.js';
import { type Author, authorsIn, entryOf, noStoryOf } from './entry.js';

/** The page that a feed is the feed of, rather than the feed. */
function hostIn({ name, attributes }: Element): string | null {
  if (name !== 'atom:link') return null;
  return (attributes.get('rel') ?? 'alternate') === 'alternate' ? hostOf(attributes.get('href')?.trim() ?? null) : null;
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  const feed: Feed & { base: string | null } = { format: 'atom', host: null, lang: null, base: null };
  const authors: Author[] = [];
  const seen = new Seen();
  let count = 0;
  let isFeed = false;
  for await (const unit of unitsOf(bytes)) {
    if (unit.kind === 'broken') {
      yield brokenFile(unit, count);
      return;
    }
    const { element, missing } = unit;
    if (element.name === 'atom:feed') {
      isFeed = true;
      feed.lang = element.attributes.get('lang') ?? null;
      feed.base = element.attributes.get('base') ?? null;
    } else if (element.name === 'atom:author') authors.push(...authorsIn([element]));
    feed.host ??= hostIn(element);
    if (element.name !== 'atom:entry') continue;
    isFeed = true;
    count += 1;
    const from = `item ${count}, line ${element.line}`;
    const noStory = noStoryOf(element);
    if (missing.size > 0 || noStory !== null) {
      yield noStory === null ? tooLong(from) : skipped(from, null, ...noStory);
      continue;
    }
    const one = draftOfEntry(entryOf(element, from, authors, feed.base), feed, source);
    yield one.kind === 'draft' && seen.again(one.draft.key.id) ? twice(from, one.draft.key.id) : one;
  }
  if (!isFeed) yield skipped('file', null, 'not-atom', 'There is neither a feed nor an entry of Atom in the file.');
}

/**
 * Atom 1.0 (RFC 4287): a feed, or one entry. A story is known by its `id`, at `atom:<host>` of the page that the feed is
 * an alternate of.
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
