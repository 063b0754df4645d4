import { stringify } from 'yaml';
import { convert } from '../../../platform/rich-text/index.js';
import type { PublishedArticle } from './published-article.js';
import type { Site } from './site.js';

/** Removes null, empty strings and empty arrays. */
const omitEmpty = (members: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );

const imageOf = ({ url, alt, caption, credit }: NonNullable<PublishedArticle['leadImage']>) =>
  omitEmpty({ url, alt, caption, credit });

/**
 * Converts an article to Markdown (CommonMark with GitHub's extensions, RFC 7764) with front matter in YAML, for static
 * site generators.
 *
 * @param article with its body as HTML
 */
export async function markdownOf(article: PublishedArticle, site: Site): Promise<string> {
  const { leadImage, seo } = article;
  const yamlHeader = omitEmpty({
    title: article.headline,
    description: article.standfirst,
    id: article.id,
    slug: article.slug,
    url: seo?.canonicalUrl ?? site.linkOf(article.slug),
    type: article.type,
    lang: article.lang,
    section: article.section?.path,
    authors: article.authors.map(({ name }) => name),
    tags: article.tags,
    dateline: article.dateline,
    date: article.firstPublishedAt,
    updated: article.updatedAt,
    corrections: article.corrections.map(({ kind, note, at }) => ({ kind, note, date: at })),
    image: leadImage === null ? null : imageOf(leadImage),
  });
  // Not every parser of front matter supports YAML aliases and folded lines.
  const yaml = stringify(yamlHeader, { lineWidth: 0, aliasDuplicateObjects: false });
  return `---\n${yaml}---\n\n${await convert('htmlToMarkdown', article.body)}`;
}
