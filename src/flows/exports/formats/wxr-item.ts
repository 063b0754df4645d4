import type { ExportedArticle, Site } from '../../../content/articles/index.js';
import { cdata, element, type Markup } from '../../../lib/xml.js';
import { numberOf } from './wxr-number.js';

const statuses = {
  draft: 'draft',
  scheduled: 'draft',
  published: 'publish',
  unpublished: 'draft',
  killed: 'trash',
  trashed: 'trash',
} as const satisfies Record<ExportedArticle['status'], string>;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** WordPress keeps titles, names and excerpts as HTML. */
const asHtml = (text: string): string => text.replace(/[&<>]/g, (one) => escapes[one] ?? '');

const dateTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

const meta = (key: string, value: string | null | undefined): Markup[] =>
  value
    ? [element('wp:postmeta', {}, element('wp:meta_key', {}, cdata(key)), element('wp:meta_value', {}, cdata(value)))]
    : [];

const term = (domain: string, nicename: string, name: string): Markup =>
  element('category', { domain, nicename }, cdata(asHtml(name)));

const pictureOf = (id: string): string => numberOf(`picture ${id}`);

/** A story as WordPress has a post. */
export function wxrItem(story: ExportedArticle, site: Site): Markup {
  const link = site.linkOf(story.slug);
  const { seo, authors, sections, publishedAt } = story;
  const own = sections.at(-1);
  const several = authors.length > 1 ? authors : [];
  const at = dateTime(publishedAt ?? story.updatedAt);
  const changed = dateTime(story.updatedAt);
  return element(
    'item',
    {},
    element('title', {}, cdata(asHtml(story.headline))),
    element('link', {}, link),
    ...(publishedAt === null ? [] : [element('pubDate', {}, new Date(publishedAt).toUTCString())]),
    ...authors.slice(0, 1).map(({ slug }) => element('dc:creator', {}, cdata(slug))),
    element('guid', { isPermaLink: 'false' }, `urn:uuid:${story.id}`),
    element('content:encoded', {}, cdata(asBlock(story.body))),
    element('excerpt:encoded', {}, cdata(asHtml(story.standfirst ?? ''))),
    element('wp:post_id', {}, numberOf(story.id)),
    element('wp:post_date', {}, at),
    element('wp:post_date_gmt', {}, at),
    element('wp:post_modified', {}, changed),
    element('wp:post_modified_gmt', {}, changed),
    element('wp:comment_status', {}, story.comments.open ? 'open' : 'closed'),
    element('wp:ping_status', {}, 'closed'),
    element('wp:post_name', {}, story.slug),
    element('wp:status', {}, statuses[story.status]),
    element('wp:post_type', {}, 'post'),
    ...(own === undefined ? [] : [term('category', own.slug, own.name)]),
    ...story.tags.map((tag) => term('post_tag', tag.replaceAll(' ', '-'), tag)),
    // Plugins for several authors keep them as terms.
    ...several.map(({ slug }) => term('author', slug, slug)),
    ...(story.leadImage === null ? [] : meta('_thumbnail_id', pictureOf(story.id))),
    ...meta('_yoast_wpseo_title', seo?.title),
    ...meta('_yoast_wpseo_metadesc', seo?.description),
    ...meta('_yoast_wpseo_canonical', seo?.canonicalUrl),
    ...meta('broadsheet_id', story.id),
  );
}

/** The lead picture, as WordPress has an attachment of the post. */
export function wxrPicture(story: ExportedArticle, image: NonNullable<ExportedArticle['leadImage']>): Markup {
  const at = dateTime(story.publishedAt ?? story.updatedAt);
  return element(
    'item',
    {},
    element('title', {}, cdata(asHtml(image.alt))),
    element('guid', { isPermaLink: 'false' }, image.url),
    element('excerpt:encoded', {}, cdata(asHtml(image.caption ?? ''))),
    element('wp:post_id', {}, pictureOf(story.id)),
    element('wp:post_date', {}, at),
    element('wp:post_date_gmt', {}, at),
    element('wp:status', {}, 'inherit'),
    element('wp:post_parent', {}, numberOf(story.id)),
    element('wp:post_type', {}, 'attachment'),
    element('wp:attachment_url', {}, cdata(image.url)),
    ...meta('_wp_attachment_image_alt', asHtml(image.alt)),
    ...meta('_credit', asHtml(image.credit ?? '')),
  );
}

/** In a block of HTML, WordPress takes no line break for one that is meant. */
const asBlock = (html: string): string => (html === '' ? '' : `<!-- wp:html -->\n${html}\n<!-- /wp:html -->`);
