import { z } from 'zod';
import { htmlToText, markdownToHtml } from '../../../../lib/rich-text/index.js';
import type { Draft, Read } from '../../draft.js';
import { type Dropped, draftOf } from '../../fitting/draft.js';
import { asText, type Fields, hostOf, quoted } from '../../fitting/fields.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { paragraphs } from '../../fitting/text.js';
import { fieldsOf, flag, word } from '../json-feed/fields-of.js';
import { documentOf } from '../json-feed/rows.js';
import { mediaIn } from '../rss/body-media.js';
import { creditIn } from '../rss/plainly.js';
import { commentsOf } from './comments.js';
import { lexicalHtml } from './lexical.js';
import { mobiledocHtml } from './mobiledoc.js';
import { momentOf } from './moment.js';
import type { Tables } from './tables.js';

const post = {
  id: word,
  uuid: word,
  title: word,
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

const meta = {
  meta_title: word,
  meta_description: word,
  feature_image_alt: word,
  feature_image_caption: word,
};

type Post = ReturnType<typeof fieldsOf<typeof post>>;

/** A post or page of Ghost as a draft. `site` is its address, where that is known. */
export function storyOf(row: Fields, from: string, tables: Tables, source: string, site: string | null): Read {
  const dropped: Dropped[] = [];
  const fields = fieldsOf(post, row, dropped);
  const id = asText(fields.id) ?? asText(fields.uuid);
  const about = fieldsOf(meta, tables.metaOfPosts.get(id ?? '') ?? {}, dropped);
  const absolute = (url: string | null): string => addressOf(url?.trim() ?? '', site);
  const date = (name: 'published_at' | 'updated_at'): Date | null => {
    const text = asText(fields[name]);
    const moment = momentOf(text);
    if (text !== null && moment === null) dropped.push({ what: `date ${quoted(text)}`, reason: 'not-a-date' });
    return moment;
  };
  const body = bodyOf(fields, dropped).replaceAll('__GHOST_URL__', site ?? '');
  const { media, dropped: lost } = mediaIn(body);
  const published = date('published_at');
  const status = statusOf(fields, published, dropped);
  if (fields.type === 'page' || fields.page === true) dropped.push({ what: 'type page', reason: 'becomes-a-story' });
  if (asText(fields.codeinjection_head) ?? asText(fields.codeinjection_foot))
    dropped.push({ what: 'code injection', reason: 'not-a-part-of-a-story' });
  const image = asText(fields.feature_image) ?? asText(fields.image);
  const caption = textOf(about.feature_image_caption ?? fields.feature_image_caption);
  const comments = commentsOf(tables.commentsOfPosts.get(id ?? '') ?? [], tables.members);
  const publishedAt = status === 'published' ? published : null;
  return draftOf({
    from,
    key: keyOf(source, id ?? asText(fields.slug) ?? idOfContent(fields.title, body)),
    headline: fields.title,
    body,
    status,
    slug: fields.slug,
    standfirst: fields.custom_excerpt,
    lang: fields.locale ?? fields.language,
    tags: tagsOf(id, tables, dropped),
    people: authorsOf(id, fields.author_id, tables, source, dropped),
    leadImage:
      image === null
        ? null
        : {
            url: absolute(image),
            alt: about.feature_image_alt ?? fields.feature_image_alt,
            caption,
            credit: creditIn(caption),
          },
    seo: {
      title: about.meta_title ?? fields.meta_title,
      description: about.meta_description ?? fields.meta_description,
      canonicalUrl: fields.canonical_url === null ? null : absolute(fields.canonical_url) || null,
    },
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt: date('updated_at'),
    comments: comments.comments,
    media,
    dropped: [...dropped, ...comments.dropped, ...lost],
  });
}

const textOf = (html: string | null): string | null =>
  html === null ? null : htmlToText(html.slice(0, 20_000)) || null;

/** Exports have a word in the place of the site's address, and older ones addresses without it. */
function addressOf(url: string, site: string | null): string {
  const there = url.replace(/^__GHOST_URL__/, '');
  return site !== null && /^\/(?!\/)/.test(there) ? `${site}${there}` : there;
}

/** What was not there for everybody does not become so: it is a draft, and a note says what it was. */
function statusOf({ status, visibility }: Post, date: Date | null, dropped: Dropped[]): Draft['status'] {
  const isPublic = visibility === null || visibility === 'public';
  if (status === 'published' && isPublic) return 'published';
  if (status === 'published')
    dropped.push({ what: `visibility ${quoted(visibility ?? '')}`, reason: 'becomes-a-draft' });
  else if (status === 'scheduled')
    dropped.push({ what: `status scheduled, for ${date?.toISOString() ?? 'no date'}`, reason: 'becomes-a-draft' });
  else if (status !== 'draft')
    dropped.push({ what: `status ${quoted(status ?? 'not stated')}`, reason: 'becomes-a-draft' });
  return 'draft';
}

/** The HTML of a post, else what its editor keeps of it, else its plain text. */
function bodyOf({ html, lexical, mobiledoc, markdown, plaintext }: Post, dropped: Dropped[]): string {
  if (html?.trim()) return html;
  const note = (what: string): void => void dropped.push({ what, reason: 'nothing-here-shows-it' });
  for (const [kept, write] of [
    [lexical, lexicalHtml],
    [mobiledoc, mobiledocHtml],
  ] as const) {
    const document = kept?.trim() ? documentOf(kept) : null;
    if (document !== null && 'broken' in document)
      dropped.push({ what: 'text of the editor', reason: document.broken });
    const written = document !== null && 'value' in document ? write(document.value, note) : '';
    if (written.trim() !== '') return written;
  }
  if (markdown?.trim()) {
    try {
      return markdownToHtml(markdown);
    } catch {
      dropped.push({ what: 'markdown', reason: 'too-long' });
    }
  }
  return plaintext?.trim() ? paragraphs(plaintext) : '';
}

/** Names with a hash in front are for the editors and templates of Ghost. */
function tagsOf(id: string | null, { tags, tagsOfPosts }: Tables, dropped: Dropped[]): string[] {
  return (tagsOfPosts.get(id ?? '') ?? []).flatMap(({ tag_id: tagId }) => {
    const tag = tags.get(asText(tagId) ?? '');
    const name = asText(tag?.name);
    if (name === null) dropped.push({ what: `tag ${quoted(asText(tagId) ?? '')}`, reason: 'not-in-the-file' });
    else if (!name.startsWith('#') && tag?.visibility !== 'internal') return name;
    else dropped.push({ what: `tag ${quoted(name)}`, reason: 'internal-tag' });
    return [];
  });
}

function authorsOf(
  id: string | null,
  authorId: string | null,
  { users, onlyUser, authorsOfPosts }: Tables,
  source: string,
  dropped: Dropped[],
): FoundPerson[] {
  const rows = authorsOfPosts.get(id ?? '');
  const ids = rows === undefined ? [authorId] : rows.map((row) => asText(row.author_id));
  return ids.flatMap((one) => {
    if (one === null) return [];
    const user = users.get(one) ?? (onlyUser !== null && asText(onlyUser.id) === null ? onlyUser : undefined);
    const name = asText(user?.name);
    if (name === null) dropped.push({ what: `author ${quoted(one)}`, reason: 'not-in-the-file' });
    return name === null ? [] : [{ name, relation: 'author', key: keyOf(source, one) }];
  });
}

/** The address of a site, where what stands for the source is one. */
export const siteOf = (source: string | null): string | null =>
  source !== null && /^https?:/i.test(source) && hostOf(source) !== null ? source.replace(/\/+$/, '') : null;
