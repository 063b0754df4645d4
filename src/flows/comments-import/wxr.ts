import type { ArrivingComment } from '../../content/comments/index.js';
import { htmlToText } from '../../lib/rich-text/index.js';
import { isSlug } from '../../lib/slug.js';
import { wordpressCommentStatus } from '../../lib/wordpress-comment-status.js';
import { BrokenXml, type XmlEvent, xmlEvents } from '../../lib/xml-reading.js';
import {
  bodyOf,
  emailOf,
  hostOf,
  keptText,
  longestId,
  nameOf,
  type Read,
  type Reason,
  skipped,
  slugIn,
  timeOf,
  urlOf,
} from './record.js';

/** The namespace differs from version to version, and so do the prefixes. */
const ofWordPress = /^https?:\/\/wordpress\.org\/export\//;

/** What has comments in WordPress and is no story: pictures, menus, earlier versions. */
const noStories = new Set('attachment nav_menu_item revision custom_css customize_changeset oembed_cache'.split(' '));

/** What is read of items and of comments. */
const ofItems = new Set('link post_id post_name post_type post_date_gmt post_date pubDate'.split(' '));
const ofComments = new Set(
  'id author author_email author_url date date_gmt content approved type parent'
    .split(' ')
    .map((name) => `comment_${name}`),
);

/** Comments of one item that are kept until all is known of it. */
const keptBack = 500;

/** Texts of the elements of one thing, by their names. */
type Fields = Map<string, string>;

type Item = { fields: Fields; comments: Fields[] };

/** Fields that our own exports add, so that a newsroom knows its comments again. */
const ourFields = /^broadsheet_(?:id|parent_id|in_reply_to_id|deleted_at)$/;
const ours = 'broadsheet';

/**
 * The comments of a WordPress export (WXR 1.0 to 1.2). What an item says of itself may stand behind its comments, so the
 * first of them are kept until it ends.
 */
export async function* wxrComments(chunks: AsyncIterable<string>, source: string | undefined): AsyncGenerator<Read> {
  let blog: string | undefined;
  let item: Item | undefined;
  let comment: Fields | undefined;
  let meta: Fields | undefined;

  function* taken({ fields, comments }: Item): Generator<Read> {
    const site = `wordpress:${blog ?? hostOf(fields.get('link') ?? '') ?? 'unknown'}`;
    for (const one of comments) yield readOf(one, fields, source ?? (one.has('broadsheet_id') ? ours : site));
  }

  function onStart({ uri, name }: XmlEvent): void {
    if (uri === '' && name === 'item') item = { fields: new Map(), comments: [] };
    else if (ofWordPress.test(uri) && name === 'comment') comment = new Map();
    else if (ofWordPress.test(uri) && isMeta(name)) meta = new Map();
  }

  function* onEnd({ uri, name, text }: XmlEvent): Generator<Read> {
    const isTheirs = ofWordPress.test(uri);
    if (isTheirs && name === 'comment' && comment !== undefined) {
      item?.comments.push(comment);
      comment = undefined;
      if (item !== undefined && item.comments.length >= keptBack) {
        yield* taken(item);
        item.comments = [];
      }
    } else if (isTheirs && isMeta(name) && meta !== undefined) {
      const key = meta.get('meta_key') ?? '';
      if (ourFields.test(key)) (comment ?? item?.fields)?.set(key, meta.get('meta_value') ?? '');
      meta = undefined;
    } else if (uri === '' && name === 'item' && item !== undefined) {
      yield* taken(item);
      item = undefined;
    } else if (isTheirs && meta !== undefined) {
      if (name === 'meta_key' || name === 'meta_value') meta.set(name, text.trim().slice(0, longestId));
    } else if (isTheirs && comment !== undefined) {
      if (ofComments.has(name)) comment.set(name, text);
    } else if ((isTheirs || uri === '') && item !== undefined) {
      if (ofItems.has(name)) item.fields.set(name, text.trim().slice(0, 2_000));
    } else if ((isTheirs && name === 'base_blog_url') || (uri === '' && name === 'link' && blog === undefined)) {
      blog = hostOf(text.trim());
    }
  }

  try {
    for await (const events of xmlEvents(chunks, { kept: keptText }))
      for (const event of events) {
        if (event.kind === 'start') onStart(event);
        else yield* onEnd(event);
      }
  } catch (error) {
    if (!(error instanceof BrokenXml)) throw error;
    if (item !== undefined) yield* taken(item);
    yield skipped(`line ${error.line}: ${error.message}`, 'broken-file');
  }
}

const isMeta = (name: string) => name === 'commentmeta' || name === 'postmeta';

function readOf(comment: Fields, item: Fields, source: string): Read {
  const field = (name: string) => comment.get(name)?.trim() ?? '';
  const id = field('comment_id');
  const from = `comment ${id.slice(0, longestId) || 'without an id'}`;
  const reason = refusal(field('comment_type'), id, item.get('post_type'));
  if (reason !== undefined) return skipped(from, reason);
  const createdAt = firstTime([
    comment.get('comment_date_gmt'),
    comment.get('comment_date'),
    item.get('post_date_gmt'),
    item.get('post_date'),
    item.get('pubDate'),
  ]);
  if (createdAt === undefined) return skipped(from, 'bad-date');
  const deletedAt = timeOf(field('broadsheet_deleted_at')) ?? null;
  const body = deletedAt === null ? bodyOf(comment.get('comment_content') ?? '', 'breaks') : { body: '' };
  if ('reason' in body) return skipped(from, body.reason);
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

/** What a comment is called, what it answers, and below what it hangs: by our own ids where it has them. */
function namesOf(field: (name: string) => string): Pick<ArrivingComment, 'sourceId' | 'parentSourceId' | 'under'> {
  if (field('broadsheet_id') === '')
    return { sourceId: field('comment_id'), parentSourceId: reference(field('comment_parent')) };
  const under = reference(field('broadsheet_parent_id'));
  return {
    sourceId: field('broadsheet_id'),
    parentSourceId: reference(field('broadsheet_in_reply_to_id')) ?? under,
    under,
  };
}

function refusal(type: string, id: string, postType: string | undefined): Reason | undefined {
  if (type === 'pingback' || type === 'trackback') return type;
  if ((type !== '' && type !== 'comment') || id === '' || id.length > longestId) return 'not-a-comment';
  return noStories.has(postType ?? '') ? 'not-on-a-story' : undefined;
}

/** Another comment of the file; `0` is none. */
const reference = (id: string): string | null => (id === '' || /^0+$/.test(id) || id.length > longestId ? null : id);

/** WordPress writes `0000-00-00 00:00:00` where it knows no time. */
function firstTime(texts: readonly (string | undefined)[]): Date | undefined {
  for (const text of texts) {
    const time = timeOf(text ?? '');
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Names are kept as HTML there, most of them without any. */
const plainText = (html: string): string => (/[<&]/.test(html) ? htmlToText(html) : html);

function articleOf(item: Fields) {
  const link = item.get('link') ?? '';
  const number = URL.canParse(link) ? new URL(link).searchParams : undefined;
  const ourId = item.get('broadsheet_id');
  const id = item.get('post_id') || number?.get('p') || number?.get('page_id');
  const slugs = [item.get('post_name')?.toLowerCase(), slugIn(link)];
  return {
    ids: ourId === undefined ? [] : [ourId],
    // Of an article without a number of WordPress, our exports make one up.
    externalIds: id && ourId === undefined ? [{ source: 'wordpress', id: id.slice(0, longestId) }] : [],
    slugs: [...new Set(slugs.filter((slug) => slug !== undefined))].filter(isSlug),
  };
}
