import { wordpressCommentStatus } from '../../../../lib/wordpress-comment-status.js';
import type { DraftComment } from '../../draft.js';
import { timeOf } from '../../fitting/dates.js';
import type { Dropped } from '../../fitting/draft.js';
import { cut } from '../../fitting/text.js';
import { webAddress } from '../../fitting/web-address.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { plainly } from '../rss/plainly.js';
import { commentBody } from './comment-body.js';

const longestId = 200;

type Reason = 'pingback' | 'trackback' | 'not-a-comment' | 'duplicate-id' | 'no-text' | 'too-long' | 'no-date';

/** Another comment; `0` is none. */
const parentOf = (comment: Element): string | null => {
  const parent = textIn(comment, 'wp:comment_parent');
  return parent === null || /^0+$/.test(parent) ? null : parent;
};

/**
 * The comments of an item, of all depths, and how many were left out for which reason. What answers one that was left out
 * answers what that one answered.
 *
 * @param written when the story was written, for those of which nobody knows when
 */
export function commentsOf(item: Element, written: Date | null): { comments: DraftComment[]; dropped: Dropped[] } {
  const comments: DraftComment[] = [];
  const counts = new Map<Reason, number>();
  const parents = new Map<string, string | null>();
  const kept = new Set<string>();
  for (const element of elementsIn(item, 'wp:comment')) {
    const key = textIn(element, 'wp:comment_id');
    const comment = readComment(element, key, key !== null && parents.has(key), written);
    if (key !== null && !parents.has(key)) parents.set(key, parentOf(element));
    if (typeof comment === 'string') counts.set(comment, (counts.get(comment) ?? 0) + 1);
    else {
      comments.push(comment);
      kept.add(comment.key);
    }
  }
  const above = nearest(parents, kept);
  for (const comment of comments) comment.parentKey = above(comment.key);
  return { comments, dropped: [...counts].map(([reason, count]) => ({ what: `${count} comments`, reason })) };
}

function readComment(
  element: Element,
  key: string | null,
  isTwice: boolean,
  written: Date | null,
): DraftComment | Reason {
  const type = textIn(element, 'wp:comment_type') ?? '';
  if (type === 'pingback' || type === 'trackback') return type;
  if ((type !== '' && type !== 'comment') || key === null || key.length > longestId) return 'not-a-comment';
  if (isTwice) return 'duplicate-id';
  const createdAt =
    timeOf(textIn(element, 'wp:comment_date_gmt') ?? '') ?? timeOf(textIn(element, 'wp:comment_date') ?? '') ?? written;
  if (createdAt === null) return 'no-date';
  const read = commentBody(rawText(elementIn(element, 'wp:comment_content')), 'breaks');
  if ('reason' in read) return read.reason;
  const email = textIn(element, 'wp:comment_author_email') ?? '';
  return {
    key,
    parentKey: null,
    authorName: cut(plainly(textIn(element, 'wp:comment_author')) ?? '', 100) || 'Anonymous',
    authorUrl: webAddress(textIn(element, 'wp:comment_author_url')),
    authorEmail: email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) ? email : null,
    body: read.body,
    status: wordpressCommentStatus(textIn(element, 'wp:comment_approved') ?? ''),
    createdAt,
  };
}

/**
 * The nearest one above each that was kept. Where comments answer each other in a circle, the one at which the circle is
 * noticed answers nothing. Linear time, whatever they answer.
 */
export function nearest(
  parents: ReadonlyMap<string, string | null>,
  kept: ReadonlySet<string>,
): (key: string) => string | null {
  const found = new Map<string, string | null>();
  return (key) => {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | null = key;
    while (at !== null && !found.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at) ?? null;
    }
    // What is above the last of the path: nothing, or a circle, or what is known already.
    let above = at === null || onPath.has(at) ? null : kept.has(at) ? at : (found.get(at) ?? null);
    for (const one of path.reverse()) {
      found.set(one, above);
      if (kept.has(one)) above = one;
    }
    return found.get(key) ?? null;
  };
}
