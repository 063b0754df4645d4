import type { Draft, DraftComment, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import { failItem, type SkippedItem, skipItem } from '../../normalisation/draft.js';
import { lastPathSegment, quote } from '../../normalisation/fields.js';
import { truncate } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import type { Entry } from '../rss/entry.js';
import { toPlainText } from '../rss/plain-text.js';
import { commentBody } from '../wxr/comment-body.js';
import { nearestKeptParent } from '../wxr/comments.js';
import { sizeOf } from '../wxr/deferred-articles.js';
import { withBloggerParagraphs, withoutFooter } from './blogger-body.js';

/** The scheme of the category with which Blogger marks the kind of an entry in exports until 2024. */
export const bloggerKindScheme = 'http://schemas.google.com/g/2005#kind';

/** Returns Blogger's kind of an entry, such as `post`, `page` or `comment`, or null for an entry of another system. */
export function bloggerKindOf(entry: Element): string | null {
  const category = elementsIn(entry, 'atom:category').find(
    ({ attributes }) => attributes.get('scheme') === bloggerKindScheme,
  );
  const kind = category?.attributes.get('term')?.replace(/^.*#/s, '') ?? textIn(entry, 'blogger:type');
  return kind?.toLowerCase() ?? null;
}

/** Adds to an entry what only exports of Blogger have. */
export function withBloggerFields(entry: Entry, element: Element): Entry {
  const status = textIn(element, 'blogger:status')?.toUpperCase();
  const omissions = [...entry.omissions];
  if (bloggerKindOf(element) === 'page') omissions.push({ what: 'type page', reason: 'becomes-a-story' });
  const body = withoutFooter(entry.content ?? '');
  if (body.hasFooter) omissions.push({ what: 'footer of Blogger', reason: 'not-a-part-of-a-story' });
  return {
    ...entry,
    content: entry.content === null ? null : withBloggerParagraphs(body.html),
    slug: lastPathSegment(textIn(element, 'blogger:filename')),
    summary: entry.summary ?? textIn(element, 'blogger:metaDescription'),
    isDraft: entry.isDraft === true || status === 'DRAFT',
    isTrashed: status === 'SOFT_TRASHED',
    omissions,
  };
}

const statuses: Readonly<Record<string, DraftComment['status']>> = {
  LIVE: 'approved',
  PENDING: 'pending',
  SPAM: 'spam',
};

/** Returns the id of the article of a comment. */
const articleIdOf = (entry: Element): string | null =>
  textIn(entry, 'blogger:parent') ?? elementIn(entry, 'thr:in-reply-to')?.attributes.get('ref')?.trim() ?? null;

/** Returns the id of the comment to which a comment replies. Older exports only have its number, in a link. */
function parentKeyOf(entry: Element, key: string): string | null {
  const ownParent = textIn(entry, 'blogger:inReplyTo');
  if (ownParent !== null) return ownParent;
  const relatedLink = elementsIn(entry, 'atom:link').find(({ attributes }) => attributes.get('rel') === 'related');
  const number = /\/comments\/default\/(\d{1,30})/.exec(relatedLink?.attributes.get('href') ?? '')?.[1];
  return number === undefined ? null : key.replace(/\d+$/, number);
}

function readComment(entry: Element): DraftComment | 'deleted' | 'no-date' | 'no-text' | 'too-long' | 'not-a-comment' {
  const key = textIn(entry, 'atom:id');
  const status = textIn(entry, 'blogger:status')?.toUpperCase() ?? 'LIVE';
  const isRemoved = elementsIn(entry, '?:extendedProperty').some(
    ({ attributes }) => attributes.get('name') === 'blogger.contentRemoved' && attributes.get('value') === 'true',
  );
  if (isRemoved || !Object.hasOwn(statuses, status)) return 'deleted';
  if (key === null || key.length > 200) return 'not-a-comment';
  const createdAt = parseTime(textIn(entry, 'atom:published', 'blogger:created', 'atom:updated') ?? '');
  if (createdAt === null) return 'no-date';
  const body = commentBody(rawText(elementIn(entry, 'atom:content')), 'spaces');
  if ('reason' in body) return body.reason;
  const author = elementIn(entry, 'atom:author');
  const name = author === undefined ? null : toPlainText(textIn(author, 'atom:name'));
  return {
    key,
    parentKey: parentKeyOf(entry, key),
    authorName: truncate(name === null || name.includes('@') ? '' : name, 100) || 'Anonymous',
    authorUrl: author === undefined ? null : webAddress(textIn(author, 'atom:uri')),
    authorEmail: null,
    body: body.body,
    status: statuses[status] ?? 'pending',
    createdAt,
  };
}

/** The maximum number of characters of the articles that wait for their comments. */
const maxCharacters = 32 * 2 ** 20;

type WaitingArticle = { id: string; result: ReadResult };

/**
 * The articles of an export of Blogger, in which comments are entries of their own that follow the articles. If the
 * articles become too many, they are released early. Then their later comments are skipped.
 */
export class BloggerArticles {
  private waitingArticles: WaitingArticle[] = [];
  private readonly comments = new Map<string, DraftComment[]>();
  private readonly omissionCounts = new Map<string, Map<string, number>>();
  private readonly releasedIds = new Set<string>();
  private characters = 0;

  /** Adds an article. Returns the articles that are released because they have become too many. */
  add(entry: Element, result: ReadResult): ReadResult[] {
    this.waitingArticles.push({ id: textIn(entry, 'atom:id') ?? '', result });
    this.characters += sizeOf(entry);
    return this.characters > maxCharacters ? this.release() : [];
  }

  /** Adds a comment. Returns a skipped item if its article has been released. */
  addComment(entry: Element, from: string): SkippedItem | null {
    const articleId = articleIdOf(entry) ?? '';
    if (this.releasedIds.has(articleId))
      return failItem(from, null, 'too-many', 'The comment comes too long after its article, so it was not imported.');
    const comment = readComment(entry);
    if (typeof comment === 'string') {
      const counts = this.omissionCounts.get(articleId) ?? new Map<string, number>();
      this.omissionCounts.set(articleId, counts.set(comment, (counts.get(comment) ?? 0) + 1));
      return null;
    }
    const siblings = this.comments.get(articleId);
    if (siblings === undefined) this.comments.set(articleId, [comment]);
    else siblings.push(comment);
    return null;
  }

  /** Returns all waiting articles with their comments. */
  release(): ReadResult[] {
    const results = this.waitingArticles.map(({ id, result }) =>
      result.kind === 'draft' ? { kind: result.kind, draft: this.withComments(id, result.draft) } : result,
    );
    for (const { id } of this.waitingArticles) this.releasedIds.add(id);
    this.waitingArticles = [];
    this.characters = 0;
    return results;
  }

  /** Returns a skipped item for each article that the file lacks although it has comments on it. */
  orphans(): SkippedItem[] {
    return [...this.comments].map(([id, comments]) =>
      skipItem(
        `comments on ${quote(id)}`,
        null,
        'no-article',
        `The file has ${comments.length} comments on an article that it does not contain.`,
      ),
    );
  }

  private withComments(id: string, draft: Draft): Draft {
    const comments = this.comments.get(id) ?? [];
    this.comments.delete(id);
    const parents = new Map(comments.map(({ key, parentKey }) => [key, parentKey]));
    const keptParentOf = nearestKeptParent(parents, new Set(parents.keys()));
    const omissions = [...(this.omissionCounts.get(id) ?? [])].map(([reason, count]) => ({
      what: `${count} comments`,
      reason,
    }));
    return {
      ...draft,
      comments: comments.map((comment) => ({ ...comment, parentKey: keptParentOf(comment.key) })),
      omissions: [...draft.omissions, ...omissions],
    };
  }
}
