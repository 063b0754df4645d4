import type { ExportedArticle, Site } from '../../../content/articles/index.js';
import { cdata, element, type Markup } from '../../../lib/xml.js';
import { toWordpressId } from './wxr-number.js';

const statuses = {
  draft: 'draft',
  submitted: 'pending',
  approved: 'pending',
  scheduled: 'draft',
  published: 'publish',
  unpublished: 'draft',
  killed: 'trash',
  trashed: 'trash',
} as const satisfies Record<ExportedArticle['status'], string>;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escapes a text, because WordPress stores titles, names and excerpts as HTML. */
const escapeHtml = (text: string): string => text.replace(/[&<>]/g, (one) => escapes[one] ?? '');

const toWordpressDate = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

const meta = (key: string, value: string | null | undefined): Markup[] =>
  value
    ? [element('wp:postmeta', {}, element('wp:meta_key', {}, cdata(key)), element('wp:meta_value', {}, cdata(value)))]
    : [];

const term = (domain: string, nicename: string, name: string): Markup =>
  element('category', { domain, nicename }, cdata(escapeHtml(name)));

const pictureId = (id: string): string => toWordpressId(`picture ${id}`);

/** Returns an article as a WordPress post. */
export function wxrItem(article: ExportedArticle, site: Site): Markup {
  const link = site.linkOf(article.slug);
  const { seo, authors, sections, publishedAt } = article;
  const own = sections.at(-1);
  const coAuthors = authors.length > 1 ? authors : [];
  const postDate = toWordpressDate(publishedAt ?? article.updatedAt);
  const modifiedAt = toWordpressDate(article.updatedAt);
  return element(
    'item',
    {},
    element('title', {}, cdata(escapeHtml(article.headline))),
    element('link', {}, link),
    ...(publishedAt === null ? [] : [element('pubDate', {}, new Date(publishedAt).toUTCString())]),
    ...authors.slice(0, 1).map(({ slug }) => element('dc:creator', {}, cdata(slug))),
    element('guid', { isPermaLink: 'false' }, `urn:uuid:${article.id}`),
    element('content:encoded', {}, cdata(toHtmlBlock(article.body))),
    element('excerpt:encoded', {}, cdata(escapeHtml(article.standfirst ?? ''))),
    element('wp:post_id', {}, toWordpressId(article.id)),
    element('wp:post_date', {}, postDate),
    element('wp:post_date_gmt', {}, postDate),
    element('wp:post_modified', {}, modifiedAt),
    element('wp:post_modified_gmt', {}, modifiedAt),
    element('wp:comment_status', {}, article.comments.open ? 'open' : 'closed'),
    element('wp:ping_status', {}, 'closed'),
    element('wp:post_name', {}, article.slug),
    element('wp:status', {}, statuses[article.status]),
    element('wp:post_type', {}, 'post'),
    ...(own === undefined ? [] : [term('category', own.slug, own.name)]),
    ...article.tags.map((tag, index) => term('post_tag', article.tagSlugs[index] ?? '', tag)),
    // Plugins that support several authors store them as terms.
    ...coAuthors.map(({ slug }) => term('author', slug, slug)),
    ...(article.leadImage === null ? [] : meta('_thumbnail_id', pictureId(article.id))),
    ...meta('_yoast_wpseo_title', seo?.title),
    ...meta('_yoast_wpseo_metadesc', seo?.description),
    ...meta('_yoast_wpseo_canonical', seo?.canonicalUrl),
    ...meta('broadsheet_id', article.id),
  );
}

/** Returns the lead image of an article as a WordPress attachment of its post. */
export function wxrPicture(article: ExportedArticle, image: NonNullable<ExportedArticle['leadImage']>): Markup {
  const postDate = toWordpressDate(article.publishedAt ?? article.updatedAt);
  return element(
    'item',
    {},
    element('title', {}, cdata(escapeHtml(image.alt))),
    element('guid', { isPermaLink: 'false' }, image.url),
    element('excerpt:encoded', {}, cdata(escapeHtml(image.caption ?? ''))),
    element('wp:post_id', {}, pictureId(article.id)),
    element('wp:post_date', {}, postDate),
    element('wp:post_date_gmt', {}, postDate),
    element('wp:status', {}, 'inherit'),
    element('wp:post_parent', {}, toWordpressId(article.id)),
    element('wp:post_type', {}, 'attachment'),
    element('wp:attachment_url', {}, cdata(image.url)),
    ...meta('_wp_attachment_image_alt', escapeHtml(image.alt)),
    ...meta('_credit', escapeHtml(image.credit ?? '')),
  );
}

/** Wraps HTML in a block in which WordPress does not turn line breaks into `<br>`. */
const toHtmlBlock = (html: string): string => (html === '' ? '' : `<!-- wp:html -->\n${html}\n<!-- /wp:html -->`);
