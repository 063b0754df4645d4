import type { ExportedArticle, Site } from '../../../content/articles/index.js';
import { cdata, element, type Markup, textElement } from '../../../lib/xml.js';
import { wxrItem, wxrPicture } from './wxr-item.js';
import { toWordpressId } from './wxr-number.js';

/** How many written authors and sections are remembered. The limit bounds the memory of an export of any size. */
const maxRememberedNames = 100_000;

/**
 * Writes an RSS 2.0 file with WordPress's extensions (WXR 1.2). WordPress writes all authors and categories before the
 * items. Here each is written before the first item that uses it, because articles are streamed. Programs that read WXR
 * do not depend on the order.
 */
export async function* wxrExport(
  batches: AsyncIterable<readonly ExportedArticle[]>,
  site: Site,
): AsyncGenerator<string> {
  const describedNames = new Set<string>();
  let hasStarted = false;
  for await (const articles of batches) {
    const lines: string[] = hasStarted ? [] : [writeHeader(site, articles[0]?.lang)];
    hasStarted = true;
    for (const article of articles) {
      const parts = [...writeNewAuthors(article, describedNames), ...writeNewSections(article, describedNames)];
      if (article.leadImage !== null) parts.push(wxrPicture(article, article.leadImage));
      lines.push(...[...parts, wxrItem(article, site)].map(({ xml }) => `${xml}\n`));
    }
    yield lines.join('');
  }
  yield `${hasStarted ? '' : writeHeader(site, undefined)}</channel>\n</rss>\n`;
}

/** @param lang the language of the first article, because the file has one language for all articles */
function writeHeader(site: Site, lang: string | undefined): string {
  const parts = [
    element('title', {}, site.name),
    element('link', {}, site.home),
    element('description', {}, 'Stories'),
    textElement('language', lang),
    element('wp:wxr_version', {}, '1.2'),
    element('wp:base_site_url', {}, site.home),
    element('wp:base_blog_url', {}, site.home),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
${parts.map((part) => (part === undefined ? '' : `${part.xml}\n`)).join('')}`;
}

function rememberName(describedNames: Set<string>, name: string): boolean {
  if (describedNames.has(name)) return false;
  if (describedNames.size >= maxRememberedNames) describedNames.clear();
  describedNames.add(name);
  return true;
}

const writeNewAuthors = ({ authors }: ExportedArticle, describedNames: Set<string>): Markup[] =>
  authors
    .filter(({ slug }) => rememberName(describedNames, `author ${slug}`))
    .map(({ slug, name }) =>
      element(
        'wp:author',
        {},
        element('wp:author_id', {}, toWordpressId(`author ${slug}`)),
        element('wp:author_login', {}, cdata(slug)),
        element('wp:author_email', {}, ''),
        element('wp:author_display_name', {}, cdata(name)),
      ),
    );

const writeNewSections = ({ sections }: ExportedArticle, describedNames: Set<string>): Markup[] =>
  sections.flatMap(({ slug, name }, level) =>
    rememberName(describedNames, `section ${slug}`)
      ? [
          element(
            'wp:category',
            {},
            element('wp:term_id', {}, toWordpressId(`section ${slug}`)),
            element('wp:category_nicename', {}, cdata(slug)),
            element('wp:category_parent', {}, cdata(sections[level - 1]?.slug ?? '')),
            element('wp:cat_name', {}, cdata(escapeHtml(name))),
          ),
        ]
      : [],
  );

/** Escapes a name, because WordPress stores the names of categories as HTML. */
const escapeHtml = (name: string): string =>
  name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
