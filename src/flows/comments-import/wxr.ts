import type { ImportedComment } from '../../content/comments/index.js';
import { htmlToText } from '../../lib/rich-text/index.js';
import { isSlug } from '../../lib/slug.js';
import { wordpressCommentStatus } from '../../lib/wordpress-comment-status.js';
import { wordpressSite } from '../../lib/wordpress-site.js';
import { InvalidXmlError, type XmlEvent, xmlEvents } from '../../lib/xml-reader.js';
import {
  bodyOf,
  emailOf,
  hostOf,
  maxIdLength,
  nameOf,
  type ReadItem,
  type Reason,
  skipItem,
  slugFromUrl,
  textReadLimit,
  timeOf,
  urlOf,
} from './record.js';

/** The namespace differs between versions of WXR, and so does its prefix. */
const wordpressNamespace = /^https?:\/\/wordpress\.org\/export\//;

/** WordPress post types that can have comments but are not articles, such as pictures, menus and revisions. */
const nonArticleTypes = new Set(
  'attachment nav_menu_item revision custom_css customize_changeset oembed_cache'.split(' '),
);

/** The elements of items and comments that are read. */
const itemFields = new Set('link post_id post_name post_type post_date_gmt post_date pubDate'.split(' '));
const commentFields = new Set(
  'id author author_email author_url date date_gmt content approved type parent'
    .split(' ')
    .map((name) => `comment_${name}`),
);

/** How many comments of an item are kept until the item ends. */
const maxBufferedComments = 500;

/** The texts of the elements of an item or comment, by name. */
type Fields = Map<string, string>;

type Item = { fields: Fields; comments: Fields[] };

/** Metadata that Broadsheet's own exports add, so that an import recognises comments that it has already. */
const ownFieldPattern = /^broadsheet_(?:id|parent_id|in_reply_to_id|deleted_at)$/;
const ownSource = 'broadsheet';

/**
 * Reads the comments of a WordPress export (WXR 1.0 to 1.2). The fields of an item may come after its comments, so up
 * to `maxBufferedComments` comments are kept until the item ends.
 */
export async function* wxrComments(
  chunks: AsyncIterable<string>,
  source: string | undefined,
): AsyncGenerator<ReadItem> {
  let blog: string | undefined;
  let item: Item | undefined;
  let comment: Fields | undefined;
  let meta: Fields | undefined;

  function* readItem({ fields, comments }: Item): Generator<ReadItem> {
    const site = `wordpress:${blog ?? hostOf(fields.get('link') ?? '') ?? 'unknown'}`;
    for (const one of comments) yield readComment(one, fields, source ?? (one.has('broadsheet_id') ? ownSource : site));
  }

  function onStart({ uri, name }: XmlEvent): void {
    if (uri === '' && name === 'item') item = { fields: new Map(), comments: [] };
    else if (wordpressNamespace.test(uri) && name === 'comment') comment = new Map();
    else if (wordpressNamespace.test(uri) && isMeta(name)) meta = new Map();
  }

  function* onEnd({ uri, name, text }: XmlEvent): Generator<ReadItem> {
    const isWordpressElement = wordpressNamespace.test(uri);
    if (isWordpressElement && name === 'comment' && comment !== undefined) {
      item?.comments.push(comment);
      comment = undefined;
      if (item !== undefined && item.comments.length >= maxBufferedComments) {
        yield* readItem(item);
        item.comments = [];
      }
    } else if (isWordpressElement && isMeta(name) && meta !== undefined) {
      const key = meta.get('meta_key') ?? '';
      if (ownFieldPattern.test(key)) (comment ?? item?.fields)?.set(key, meta.get('meta_value') ?? '');
      meta = undefined;
    } else if (uri === '' && name === 'item' && item !== undefined) {
      yield* readItem(item);
      item = undefined;
    } else if (isWordpressElement && meta !== undefined) {
      if (name === 'meta_key' || name === 'meta_value') meta.set(name, text.trim().slice(0, maxIdLength));
    } else if (isWordpressElement && comment !== undefined) {
      if (commentFields.has(name)) comment.set(name, text);
    } else if ((isWordpressElement || uri === '') && item !== undefined) {
      if (itemFields.has(name)) item.fields.set(name, text.trim().slice(0, 2_000));
    } else if (
      (isWordpressElement && name === 'base_blog_url') ||
      (uri === '' && name === 'link' && blog === undefined)
    ) {
      blog = wordpressSite(text.trim());
    }
  }

  try {
    for await (const events of xmlEvents(chunks, { maxTextLength: textReadLimit }))
      for (const event of events) {
        if (event.kind === 'start') onStart(event);
        else yield* onEnd(event);
      }
  } catch (error) {
    if (!(error instanceof InvalidXmlError)) throw error;
    if (item !== undefined) yield* readItem(item);
    yield skipItem(`line ${error.line}: ${error.message}`, 'broken-file');
  }
}

const isMeta = (name: string) => name === 'commentmeta' || name === 'postmeta';

function readComment(comment: Fields, item: Fields, source: string): ReadItem {
  const field = (name: string) => comment.get(name)?.trim() ?? '';
  const id = field('comment_id');
  const from = `comment ${id.slice(0, maxIdLength) || 'without an id'}`;
  const reason = skipReason(field('comment_type'), id, item.get('post_type'));
  if (reason !== undefined) return skipItem(from, reason);
  const createdAt = firstTime([
    comment.get('comment_date_gmt'),
    comment.get('comment_date'),
    item.get('post_date_gmt'),
    item.get('post_date'),
    item.get('pubDate'),
  ]);
  if (createdAt === undefined) return skipItem(from, 'bad-date');
  const deletedAt = timeOf(field('broadsheet_deleted_at')) ?? null;
  const body = deletedAt === null ? bodyOf(comment.get('comment_content') ?? '', 'breaks') : { body: '' };
  if ('reason' in body) return skipItem(from, body.reason);
  return {
    kind: 'comment',
    record: {
      from,
      source,
      ...namesOf(field),
      article: articleOf(item),
      authorName: deletedAt === null ? nameOf(plainText(field('comment_author'))) : '',
      authorUrl: urlOf(field('comment_author_url')),
      authorEmail: emailOf(field('comment_author_email')),
      body: body.body,
      status: wordpressCommentStatus(field('comment_approved')),
      createdAt,
      editedAt: null,
      deletedAt,
    },
  };
}

/** Returns the ids of a comment, of the comment it replies to and of its parent. Prefers Broadsheet's own ids. */
function namesOf(field: (name: string) => string): Pick<ImportedComment, 'sourceId' | 'parentSourceId' | 'under'> {
  if (field('broadsheet_id') === '')
    return { sourceId: field('comment_id'), parentSourceId: reference(field('comment_parent')) };
  const under = reference(field('broadsheet_parent_id'));
  return {
    sourceId: field('broadsheet_id'),
    parentSourceId: reference(field('broadsheet_in_reply_to_id')) ?? under,
    under,
  };
}

function skipReason(type: string, id: string, postType: string | undefined): Reason | undefined {
  if (type === 'pingback' || type === 'trackback') return type;
  if ((type !== '' && type !== 'comment') || id === '' || id.length > maxIdLength) return 'not-a-comment';
  return nonArticleTypes.has(postType ?? '') ? 'not-on-a-story' : undefined;
}

/** Returns the id of another comment of the file, or null. WordPress writes `0` for none. */
const reference = (id: string): string | null => (id === '' || /^0+$/.test(id) || id.length > maxIdLength ? null : id);

/** Returns the first valid time. WordPress writes `0000-00-00 00:00:00` for an unknown time. */
function firstTime(texts: readonly (string | undefined)[]): Date | undefined {
  for (const text of texts) {
    const time = timeOf(text ?? '');
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Returns the text of a name. WordPress stores names as HTML, although most contain no markup. */
const plainText = (html: string): string => (/[<&]/.test(html) ? htmlToText(html) : html);

function articleOf(item: Fields) {
  const link = item.get('link') ?? '';
  const searchParams = URL.canParse(link) ? new URL(link).searchParams : undefined;
  const ourId = item.get('broadsheet_id');
  const id = item.get('post_id') || searchParams?.get('p') || searchParams?.get('page_id');
  const slugs = [item.get('post_name')?.toLowerCase(), slugFromUrl(link)];
  return {
    ids: ourId === undefined ? [] : [ourId],
    // Broadsheet's own exports make up a number for articles without a WordPress id.
    externalIds: id && ourId === undefined ? [{ source: 'wordpress', id: id.slice(0, maxIdLength) }] : [],
    slugs: [...new Set(slugs.filter((slug) => slug !== undefined))].filter(isSlug),
  };
}
