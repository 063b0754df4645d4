import { type Authors, authorsOf } from '../../bylines/index.js';
import type { Draft, ReadResult } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import { type DraftImageInput, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { hostOf, quote } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { unreadElementsIn } from '../../xml/unread-elements.js';
import { mediaIn } from '../rss/body-media.js';
import { slugIn } from '../rss/entry.js';
import { standfirstOf, toPlainText } from '../rss/plain-text.js';
import { type Attachments, metaOf } from './attachments.js';
import { withoutComments } from './blocks.js';
import { withParagraphs } from './breaks.js';
import { commentsOf } from './comments.js';
import { attachmentsShownBy } from './galleries.js';
import { type Categories, decodeSlug } from './sections.js';
import { withoutShortcodes } from './shortcodes.js';

/** The metadata of a site, and its attachments so far. */
export type Site = {
  /** `wordpress:<host>`, and the path of the site. */
  source: string;
  lang: string | null;
  categories: Categories;
  /** Names of authors by their logins. */
  authors: ReadonlyMap<string, string>;
  attachments: Attachments;
};

/** Returns the id of an item: its WordPress id, or else one from its link or GUID, or else a digest of its title. */
export function idOf(item: Element): string {
  const postId = textIn(item, 'wp:post_id');
  if (postId !== null) return postId;
  const link = textIn(item, 'link') ?? '';
  const query = URL.canParse(link) ? new URL(link).searchParams : undefined;
  return query?.get('p') || query?.get('page_id') || textIn(item, 'guid') || link || idOfContent(textIn(item, 'title'));
}

/** Returns the host of the link of an item, for exports that do not name their site. */
export const hostOfItem = (item: Element): string | null => hostOf(textIn(item, 'link'));

/** Returns the WordPress id of the lead image. */
const thumbnailOf = (meta: ReadonlyMap<string, string>): string | null => {
  const id = meta.get('_thumbnail_id') ?? '';
  return /^[1-9]\d{0,19}$/.test(id) ? id : null;
};

/** Returns the ids of the attachments that an article shows, and of the articles all of whose attachments it shows. */
export function attachmentIdsOf(item: Element): { ids: string[]; parentIds: string[] } {
  const body = rawText(elementIn(item, 'content:encoded'));
  const thumbnail = thumbnailOf(metaOf(item));
  const inBody = [...body.matchAll(/\bwp-image-(\d{1,20})\b/g)].map(([, id = '']) => id);
  const { ids, parentIds } = attachmentsShownBy(body, idOf(item));
  return { ids: [...new Set([...(thumbnail ? [thumbnail] : []), ...ids, ...inBody])], parentIds };
}

/** Elements of an item that are read or reported here, or that only matter to WordPress. */
const handledElements: ReadonlySet<string> = new Set(
  `title link pubDate dc:creator guid description content:encoded excerpt:encoded category wp:post_id wp:post_date
  wp:post_date_gmt wp:post_modified wp:post_modified_gmt wp:comment_status wp:ping_status wp:post_name wp:status
  wp:post_parent wp:menu_order wp:post_type wp:post_password wp:is_sticky wp:attachment_url wp:postmeta wp:comment`.split(
    /\s+/,
  ),
);

/** Returns a post, a page or a similar item as a draft. */
export function articleOf(item: Element, from: string, lateComments: number, site: Site): ReadResult {
  const omissions: Omission[] = [];
  const meta = metaOf(item);
  const type = textIn(item, 'wp:post_type') ?? 'post';
  if (type !== 'post') omissions.push({ what: `post type ${quote(type)}`, reason: 'becomes-a-story' });
  const customFields = [...meta].flatMap(([key, value]) => (isTechnical(key, value) ? [] : key));
  if (customFields.length > 0)
    omissions.push({ what: `custom fields ${quote(customFields.join(', '))}`, reason: 'unknown-field' });
  omissions.push(...unreadElementsIn(item, handledElements));
  if (textIn(item, 'wp:is_sticky') === '1') omissions.push({ what: 'sticky', reason: 'no-place-for-it' });
  const date =
    parseTime(textIn(item, 'wp:post_date_gmt') ?? '') ??
    parseTime(textIn(item, 'wp:post_date') ?? '') ??
    parseTime(textIn(item, 'pubDate') ?? '');
  const modifiedAt =
    parseTime(textIn(item, 'wp:post_modified_gmt') ?? '') ?? parseTime(textIn(item, 'wp:post_modified') ?? '');
  const status = statusOf(item, date, omissions);
  const { body, notes } = bodyOf(rawText(elementIn(item, 'content:encoded')), idOf(item), site.attachments);
  const media = mediaIn(body);
  const comments = commentsOf(item, date);
  if (lateComments > 0) omissions.push({ what: `${lateComments} comments`, reason: 'too-many' });
  const { section, tags } = placeOf(item, site.categories, omissions);
  const publishedAt = status === 'published' ? date : null;
  const authors = authorsIn(item, site);
  const commentStatus = textIn(item, 'wp:comment_status')?.toLowerCase();
  return normaliseDraft({
    from,
    key: keyOf(site.source, idOf(item)),
    headline: toPlainText(textIn(item, 'title')),
    body,
    status,
    slug: decodeSlug(textIn(item, 'wp:post_name') ?? '') || slugIn(textIn(item, 'link')),
    standfirst: standfirstOf(textIn(item, 'excerpt:encoded'), body),
    lang: site.lang,
    section,
    tags,
    dateline: authors.place,
    people: authors.people,
    sources: authors.sources,
    leadImage: leadOf(thumbnailOf(meta), site.attachments, omissions),
    seo: {
      title: ownWords(meta.get('_yoast_wpseo_title')),
      description: ownWords(meta.get('_yoast_wpseo_metadesc')),
      canonicalUrl: meta.get('_yoast_wpseo_canonical') || null,
    },
    commentsOpen: commentStatus === undefined ? null : commentStatus === 'open',
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt: modifiedAt ?? date,
    comments: comments.comments,
    media: media.map((one) => {
      const attachment = one.id === null ? undefined : site.attachments.get(one.id);
      return {
        ...one,
        // Texts usually show a smaller size of the image.
        originalUrl: attachment?.url === one.url ? undefined : attachment?.url,
        caption: one.caption ?? attachment?.caption,
        credit: attachment?.credit ?? one.credit,
      };
    }),
    omissions: [...omissions, ...authors.omissions, ...comments.omissions, ...notes],
  });
}

/** Fields that WordPress and plugins write for themselves, and the fields of Yoast SEO that are read. */
const technicalField =
  /^_(?:edit_|thumbnail_id$|wp_|oembed_|encloseme|pingme|menu_item_|trackback|dp_|last_editor|customize|elementor_|jetpack_|publicize|wpas_|et_|vc_|fl_|genesis_|yoast_wpseo_(?:title|metadesc|canonical|content_score|linkdex|estimated|primary|wordproof|inclusive))/;

/** Returns whether a field holds no content of an article. Plugins for custom fields keep the id of each field beside it. */
const isTechnical = (key: string, value: string): boolean =>
  technicalField.test(key) || (key.startsWith('_') && (value.trim() === '' || /^field_[\da-f]{6,}$/.test(value)));

/** Returns a text of the SEO plugin, or null if it is a template. */
const ownWords = (text: string | undefined): string | null => (!text || text.includes('%%') ? null : toPlainText(text));

/** Returns the status of a post. Posts that were not public become drafts, and `omissions` says what they were. */
function statusOf(item: Element, date: Date | null, omissions: Omission[]): Draft['status'] {
  const postStatus = textIn(item, 'wp:status')?.toLowerCase() ?? 'not stated';
  if (postStatus === 'trash') return 'trashed';
  if (postStatus === 'publish' && textIn(item, 'wp:post_password') === null) return 'published';
  if (postStatus === 'publish') omissions.push({ what: 'password', reason: 'becomes-a-draft' });
  else if (postStatus === 'future')
    omissions.push({ what: `status future, for ${date?.toISOString() ?? 'no date'}`, reason: 'becomes-a-draft' });
  else if (postStatus !== 'draft') omissions.push({ what: `status ${quote(postStatus)}`, reason: 'becomes-a-draft' });
  return 'draft';
}

function bodyOf(content: string, ownId: string, attachments: Attachments): { body: string; notes: Omission[] } {
  const bare = withoutComments(content);
  const plain = withoutShortcodes(bare.html, {
    ownId,
    get: (id) => attachments.get(id),
    childrenOf: (id) => attachments.childrenOf(id),
  });
  // The block editor writes paragraphs as elements. Text outside of them comes from the classic editor.
  const body = withParagraphs(plain.html, !bare.isBlocks).trim();
  return { body, notes: [...bare.omissions, ...plain.omissions] };
}

function placeOf(item: Element, categories: Categories, omissions: Omission[]) {
  const terms = elementsIn(item, 'category');
  const of = (...domains: readonly string[]) =>
    terms.filter(({ attributes }) => domains.includes(attributes.get('domain') ?? ''));
  const { section, tags } = categories.placeOf(of('category'), (name) =>
    omissions.push({ what: `category ${quote(name)}`, reason: 'means-no-category' }),
  );
  const handledDomains = new Set(['category', 'post_tag', 'tag', 'author', 'post_format', '']);
  for (const { attributes, children } of terms) {
    const domain = attributes.get('domain') ?? '';
    const name = children.filter((child) => typeof child === 'string').join('');
    if (domain === 'post_format' && attributes.get('nicename') !== 'post-format-standard')
      omissions.push({ what: `post format ${quote(name)}`, reason: 'no-place-for-it' });
    if (!handledDomains.has(domain))
      omissions.push({ what: `${quote(domain)} ${quote(name)}`, reason: 'unknown-taxonomy' });
  }
  return { section, tags: [...tags, ...of('post_tag', 'tag').map((tag) => toPlainText(rawText(tag)) ?? '')] };
}

/**
 * Returns the name in a login of an export that does not describe its users: `ann.porter` and `ann_porter` are Ann Porter.
 * Other logins stay as they are.
 */
function nameOfLogin(login: string): string {
  const words = login.split(/[._]/);
  const isName = words.length > 1 && words.length < 4 && words.every((word) => /^\p{Ll}{2,30}$/u.test(word));
  return isName ? words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') : login;
}

/** Returns the authors named by a plugin for several authors, or else the user who created the post. */
function authorsIn(item: Element, { authors, source }: Site): Authors {
  const authorTerms = elementsIn(item, 'category')
    .filter(({ attributes }) => attributes.get('domain') === 'author')
    .map((term) => rawText(term).trim());
  const logins =
    authorTerms.length > 0 ? authorTerms : elementsIn(item, 'dc:creator').map((creator) => rawText(creator).trim());
  return authorsOf(
    logins
      .filter((login) => login !== '')
      .map((login) => ({ text: authors.get(login) ?? nameOfLogin(login), isName: true, key: keyOf(source, login) })),
  );
}

function leadOf(id: string | null, attachments: Attachments, omissions: Omission[]): DraftImageInput | null {
  if (id === null) return null;
  const image = attachments.get(id);
  if (image === undefined) omissions.push({ what: `image ${quote(id)}`, reason: 'not-in-the-file' });
  return image ?? null;
}
