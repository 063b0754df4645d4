import { z } from 'zod';
import { htmlToText, markdownToHtml } from '../../../../lib/rich-text/index.js';
import { type Authors, authorsOf } from '../../bylines/index.js';
import type { Draft, ReadResult } from '../../draft.js';
import { normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { asText, type Fields, hostOf, quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { escapeHtml, paragraphs } from '../../normalisation/text.js';
import { fieldsOf, flag, word } from '../json-feed/fields-of.js';
import { documentOf } from '../json-feed/rows.js';
import { mediaIn } from '../rss/body-media.js';
import { creditIn } from '../rss/plain-text.js';
import { commentsOf } from './comments.js';
import { lexicalHtml } from './lexical.js';
import { mobiledocHtml } from './mobiledoc.js';
import type { Tables } from './tables.js';
import { parseTimestamp } from './timestamp.js';
import { unreadOf } from './unread.js';

const postShape = {
  id: word,
  uuid: word,
  title: z.string(),
  slug: word,
  html: z.string(),
  lexical: z.string(),
  mobiledoc: z.string(),
  markdown: z.string(),
  plaintext: z.string(),
  feature_image: word,
  image: word,
  feature_image_alt: word,
  feature_image_caption: word,
  type: word,
  page: flag,
  status: word,
  visibility: word,
  language: word,
  locale: word,
  published_at: word,
  updated_at: word,
  custom_excerpt: word,
  canonical_url: word,
  meta_title: word,
  meta_description: word,
  author_id: word,
  codeinjection_head: word,
  codeinjection_foot: word,
};

const metaShape = {
  meta_title: word,
  meta_description: word,
  feature_image_alt: word,
  feature_image_caption: word,
};

type Post = ReturnType<typeof fieldsOf<typeof postShape>>;

/** The site of an export: the source of the keys, and the URL if it is known. */
type Site = { source: string; url: string | null };

/** Returns a post or page of Ghost as a draft. */
export function articleOf(row: Fields, from: string, tables: Tables, { source, url: site }: Site): ReadResult {
  const omissions: Omission[] = [];
  const fields = fieldsOf(postShape, row, omissions);
  const id = asText(fields.id) ?? asText(fields.uuid);
  const postMeta = fieldsOf(metaShape, tables.metaOfPosts.get(id ?? '') ?? {}, omissions);
  const toAbsoluteUrl = (url: string | null): string => addressOf(url?.trim() ?? '', site);
  const date = (name: 'published_at' | 'updated_at'): Date | null => {
    const text = asText(fields[name]);
    const moment = parseTimestamp(text);
    if (text !== null && moment === null) omissions.push({ what: `date ${quote(text)}`, reason: 'not-a-date' });
    return moment;
  };
  const rawBody = bodyOf(fields, omissions);
  const body = withSiteUrl(rawBody, site);
  const media = mediaIn(body.html);
  const postDate = date('published_at');
  const status = statusOf(fields, postDate, omissions);
  if (fields.type === 'page' || fields.page === true) omissions.push({ what: 'type page', reason: 'becomes-a-story' });
  if (asText(fields.codeinjection_head) ?? asText(fields.codeinjection_foot))
    omissions.push({ what: 'code injection', reason: 'not-a-part-of-a-story' });
  const image = toAbsoluteUrl(asText(fields.feature_image) ?? asText(fields.image));
  const canonicalUrl = toAbsoluteUrl(asText(fields.canonical_url));
  const incompleteCount = body.incompleteCount + [image, canonicalUrl].filter(isIncomplete).length;
  if (incompleteCount > 0)
    omissions.push({
      what: `site in ${incompleteCount} address${incompleteCount === 1 ? '' : 'es'}`,
      reason: 'no-site-url',
      detail:
        'The file leaves out the URL of the site, so these addresses are incomplete. Import the file again with --site-url, or with the query parameter siteUrl.',
    });
  omissions.push(...unreadOf(row, tables.metaOfPosts.get(id ?? '') ?? {}, Object.keys(postShape)));
  const caption = textOf(postMeta.feature_image_caption ?? fields.feature_image_caption);
  const comments = commentsOf(tables.commentsOfPosts.get(id ?? '') ?? [], tables.members);
  const publishedAt = status === 'published' ? postDate : null;
  const authors = authorsIn(id, fields.author_id, tables, source, omissions);
  return normaliseDraft({
    from,
    key: keyOf(source, id ?? asText(fields.slug) ?? idOfContent(fields.title, withSiteUrl(rawBody, null).html)),
    headline: fields.title,
    body: body.html,
    status,
    slug: fields.slug,
    standfirst: fields.custom_excerpt,
    lang: fields.locale ?? fields.language ?? languageOf(tables),
    tags: tagsOf(id, tables, omissions),
    dateline: authors.place,
    people: authors.people,
    sources: authors.sources,
    leadImage:
      image === '' || isIncomplete(image)
        ? null
        : {
            url: image,
            alt: postMeta.feature_image_alt ?? fields.feature_image_alt,
            caption,
            credit: creditIn(caption),
          },
    seo: {
      title: postMeta.meta_title ?? fields.meta_title,
      description: postMeta.meta_description ?? fields.meta_description,
      canonicalUrl: isIncomplete(canonicalUrl) ? null : canonicalUrl || null,
    },
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt: date('updated_at'),
    comments: comments.comments,
    media,
    omissions: [...omissions, ...authors.omissions, ...comments.omissions],
  });
}

/** Returns the language in the settings of the site. */
const languageOf = ({ settings }: Tables): string | null =>
  asText(settings.get('locale')?.value) ??
  asText(settings.get('lang')?.value) ??
  asText(settings.get('default_locale')?.value);

const textOf = (html: string | null): string | null =>
  html === null ? null : htmlToText(html.slice(0, 20_000)) || null;

/** Returns an absolute URL. Exports have a placeholder instead of the URL of the site; older ones have only paths. */
function addressOf(url: string, site: string | null): string {
  const address = url.replace(/^__GHOST_URL__/, '');
  return site !== null && isIncomplete(address) ? `${site}${address}` : address;
}

/** Returns whether an address lacks the site. */
const isIncomplete = (address: string): boolean => /^\/(?!\/)/.test(address);

const addressAttribute = /\s(?:src|href|poster)\s*=\s*["']\/(?!\/)/gi;

/**
 * Completes the addresses in a body that lack the URL of the site. Without that URL, they become relative to the site,
 * and are counted.
 */
function withSiteUrl(html: string, site: string | null): { html: string; incompleteCount: number } {
  const relative = html.replaceAll('__GHOST_URL__', '');
  const incompleteCount = relative.match(addressAttribute)?.length ?? 0;
  if (site === null) return { html: relative, incompleteCount };
  const complete = html
    .replace(addressAttribute, (attribute) => `${attribute.slice(0, -1)}${escapeHtml(site)}/`)
    .replaceAll('__GHOST_URL__', escapeHtml(site));
  return { html: complete, incompleteCount: 0 };
}

/** Returns the status of a post. Posts that were not public become drafts, and `omissions` says what they were. */
function statusOf({ status, visibility }: Post, date: Date | null, omissions: Omission[]): Draft['status'] {
  const isPublic = visibility === null || visibility === 'public';
  if (status === 'published' && isPublic) return 'published';
  if (status === 'published')
    omissions.push({ what: `visibility ${quote(visibility ?? '')}`, reason: 'becomes-a-draft' });
  else if (status === 'scheduled')
    omissions.push({ what: `status scheduled, for ${date?.toISOString() ?? 'no date'}`, reason: 'becomes-a-draft' });
  else if (status !== 'draft')
    omissions.push({ what: `status ${quote(status ?? 'not stated')}`, reason: 'becomes-a-draft' });
  return 'draft';
}

/** Returns the HTML of a post, or else that of its editor's document, of its Markdown or of its plain text. */
function bodyOf({ html, lexical, mobiledoc, markdown, plaintext }: Post, omissions: Omission[]): string {
  if (html?.trim()) return html;
  const note = (what: string): void => void omissions.push({ what, reason: 'nothing-here-shows-it' });
  for (const [editorState, write] of [
    [lexical, lexicalHtml],
    [mobiledoc, mobiledocHtml],
  ] as const) {
    const document = editorState?.trim() ? documentOf(editorState) : null;
    if (document !== null && 'brokenReason' in document)
      omissions.push({ what: 'text of the editor', reason: document.brokenReason });
    const editorHtml = document !== null && 'value' in document ? write(document.value, note) : '';
    if (editorHtml.trim() !== '') return editorHtml;
  }
  if (markdown?.trim()) {
    try {
      return markdownToHtml(markdown);
    } catch {
      omissions.push({ what: 'markdown', reason: 'too-long' });
    }
  }
  return plaintext?.trim() ? paragraphs(plaintext) : '';
}

/** Returns the tags of a post. Tags that begin with a hash are internal to Ghost, so they are dropped. */
function tagsOf(id: string | null, { tags, tagsOfPosts }: Tables, omissions: Omission[]): string[] {
  return (tagsOfPosts.get(id ?? '') ?? []).flatMap(({ tag_id: tagId }) => {
    const tag = tags.get(asText(tagId) ?? '');
    const name = asText(tag?.name);
    if (name === null) omissions.push({ what: `tag ${quote(asText(tagId) ?? '')}`, reason: 'not-in-the-file' });
    else if (!name.startsWith('#') && tag?.visibility !== 'internal') return name;
    else omissions.push({ what: `tag ${quote(name)}`, reason: 'internal-tag' });
    return [];
  });
}

function authorsIn(
  id: string | null,
  authorId: string | null,
  { users, onlyUser, authorsOfPosts }: Tables,
  source: string,
  omissions: Omission[],
): Authors {
  const rows = authorsOfPosts.get(id ?? '');
  const ids = rows === undefined ? [authorId] : rows.map((row) => asText(row.author_id));
  const authors = ids.flatMap((userId) => {
    if (userId === null) return [];
    const user = users.get(userId) ?? (onlyUser !== null && asText(onlyUser.id) === null ? onlyUser : undefined);
    const name = asText(user?.name);
    if (name === null) omissions.push({ what: `author ${quote(userId)}`, reason: 'not-in-the-file' });
    if (name === null) return [];
    if (isDefaultUser(user)) omissions.push({ what: 'author Ghost', reason: 'names-no-person' });
    return isDefaultUser(user) ? [] : [{ text: name, isName: true, key: keyOf(source, userId) }];
  });
  return authorsOf(authors);
}

/** Returns whether a user is the one that every installation of Ghost begins with. */
const isDefaultUser = (user: Fields | undefined): boolean =>
  user?.name === 'Ghost' && (asText(user.slug) ?? 'ghost') === 'ghost';

/** Returns the URL of the site if the source of the options is a URL, or else null. */
export const siteOf = (source: string | null): string | null =>
  source !== null && /^https?:/i.test(source) && hostOf(source) !== null ? source.replace(/\/+$/, '') : null;
