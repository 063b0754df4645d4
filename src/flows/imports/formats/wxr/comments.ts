import { wordpressCommentStatus } from '../../../../lib/wordpress-comment-status.js';
import type { DraftComment } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import type { Omission } from '../../normalisation/draft.js';
import { truncate } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { toPlainText } from '../rss/plain-text.js';
import { commentBody } from './comment-body.js';

const maxIdLength = 200;

type Reason = 'pingback' | 'trackback' | 'not-a-comment' | 'duplicate-id' | 'no-text' | 'too-long' | 'no-date';

/** Returns the id of the parent comment. `0` means none. */
const parentOf = (comment: Element): string | null => {
  const parent = textIn(comment, 'wp:comment_parent');
  return parent === null || /^0+$/.test(parent) ? null : parent;
};

/**
 * Returns the comments of an item, and counts those that were left out, by reason. A reply to an omitted comment
 * becomes a reply to the parent of that comment.
 *
 * @param articleDate the date of the article, for comments without a date
 */
export function commentsOf(
  item: Element,
  articleDate: Date | null,
): { comments: DraftComment[]; omissions: Omission[] } {
  const comments: DraftComment[] = [];
  const counts = new Map<Reason, number>();
  const parents = new Map<string, string | null>();
  const keptKeys = new Set<string>();
  for (const element of elementsIn(item, 'wp:comment')) {
    const key = textIn(element, 'wp:comment_id');
    const comment = readComment(element, key, key !== null && parents.has(key), articleDate);
    if (key !== null && !parents.has(key)) parents.set(key, parentOf(element));
    if (typeof comment === 'string') counts.set(comment, (counts.get(comment) ?? 0) + 1);
    else {
      comments.push(comment);
      keptKeys.add(comment.key);
    }
  }
  const above = nearestKeptParent(parents, keptKeys);
  for (const comment of comments) comment.parentKey = above(comment.key);
  return { comments, omissions: [...counts].map(([reason, count]) => ({ what: `${count} comments`, reason })) };
}

function readComment(
  element: Element,
  key: string | null,
  isDuplicate: boolean,
  articleDate: Date | null,
): DraftComment | Reason {
  const type = textIn(element, 'wp:comment_type') ?? '';
  if (type === 'pingback' || type === 'trackback') return type;
  if ((type !== '' && type !== 'comment') || key === null || key.length > maxIdLength) return 'not-a-comment';
  if (isDuplicate) return 'duplicate-id';
  const createdAt =
    parseTime(textIn(element, 'wp:comment_date_gmt') ?? '') ??
    parseTime(textIn(element, 'wp:comment_date') ?? '') ??
    articleDate;
  if (createdAt === null) return 'no-date';
  const read = commentBody(rawText(elementIn(element, 'wp:comment_content')), 'breaks');
  if ('reason' in read) return read.reason;
  const email = textIn(element, 'wp:comment_author_email') ?? '';
  return {
    key,
    parentKey: null,
    authorName: truncate(toPlainText(textIn(element, 'wp:comment_author')) ?? '', 100) || 'Anonymous',
    authorUrl: webAddress(textIn(element, 'wp:comment_author_url')),
    authorEmail: email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) ? email : null,
    body: read.body,
    status: wordpressCommentStatus(textIn(element, 'wp:comment_approved') ?? ''),
    createdAt,
  };
}

/**
 * Returns a function that finds the nearest kept ancestor of a comment. If comments form a cycle, the one at which it
 * is detected gets no parent. Runs in linear time for any input.
 */
export function nearestKeptParent(
  parents: ReadonlyMap<string, string | null>,
  keptKeys: ReadonlySet<string>,
): (key: string) => string | null {
  const nearestByKey = new Map<string, string | null>();
  return (key) => {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | null = key;
    while (at !== null && !nearestByKey.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at) ?? null;
    }
    // The nearest kept comment above the end of the path: none at the top or in a cycle, or else one that is known.
    let above = at === null || onPath.has(at) ? null : keptKeys.has(at) ? at : (nearestByKey.get(at) ?? null);
    for (const one of path.reverse()) {
      nearestByKey.set(one, above);
      if (keptKeys.has(one)) above = one;
    }
    return nearestByKey.get(key) ?? null;
  };
}
