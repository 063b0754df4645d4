import { strictUri } from '../../../lib/web-address.js';
import { convert } from '../../../platform/rich-text/index.js';
import { type PublishedArticle, peopleWithRelation, urnOf } from './published-article.js';
import type { Site } from './site.js';

const standard = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
} as const;

const plainTextType = 'text/plain';

function toPicture({ asset, url, alt, caption, credit }: NonNullable<PublishedArticle['leadImage']>) {
  // The standard has no relative addresses. That of an asset is one if the server does not know its public address.
  const href = URL.canParse(url) ? strictUri(url) : undefined;
  const captionText = caption ?? alt;
  return {
    name: 'leadImage',
    rel: 'leadImage',
    uri: asset === undefined ? href : urnOf(asset),
    type: 'picture',
    ...(captionText === ''
      ? {}
      : { descriptions: [{ role: 'caption', contentType: plainTextType, value: captionText }] }),
    ...(credit === null ? {} : { by: credit }),
    ...(href === undefined
      ? {}
      : {
          renditions: [
            {
              name: asset === undefined ? 'original' : 'web',
              href,
              ...(alt === '' ? {} : { title: alt }),
            },
          ],
        }),
  };
}

/**
 * Converts an article to IPTC ninjs 3.1 (https://www.iptc.org/std/ninjs/), for the systems of other newsrooms.
 *
 * @param article with its body as HTML
 */
export async function ninjsOf(article: PublishedArticle, site: Site): Promise<string> {
  const { section, leadImage, related: relatedArticles, sources } = article;
  const bodyText = await convert('htmlToText', article.body);
  const link = site.linkOf(article.slug);
  const associations = [
    ...(leadImage === null ? [] : [toPicture(leadImage)]),
    ...relatedArticles.map(({ id, headline }) => ({ name: headline, rel: 'related', uri: urnOf(id), type: 'text' })),
  ];
  const descriptions = [
    ...(article.standfirst === null
      ? []
      : [{ role: 'summary', contentType: plainTextType, value: article.standfirst }]),
    ...article.corrections.map(({ kind, note }) => ({ role: kind, contentType: plainTextType, value: note })),
  ];
  const item = {
    standard,
    uri: urnOf(article.id),
    type: 'text',
    representationType: 'full',
    pubStatus: 'usable',
    version: String(article.version),
    firstCreated: article.firstPublishedAt,
    versionCreated: article.updatedAt,
    language: article.lang,
    slugline: article.slug,
    headlines: [{ role: 'main', contentType: plainTextType, value: article.headline }],
    ...(descriptions.length === 0 ? {} : { descriptions }),
    ...(article.authors.length === 0 ? {} : { by: article.authors.map(({ name }) => name).join(', ') }),
    ...(article.dateline === null ? {} : { located: article.dateline }),
    genres: [{ name: article.type }],
    bodies: [
      {
        role: 'main',
        contentType: 'text/html',
        charCount: countCharacters(bodyText),
        wordCount: countWords(bodyText),
        value: article.body,
      },
    ],
    people: (['author', 'subject', 'quoted', 'pictured', 'mentioned'] as const).flatMap((rel) =>
      peopleWithRelation(article, rel).map(({ id, slug, name }) => ({ name, rel, uri: urnOf(id), literal: slug })),
    ),
    subjects: [
      ...(section === null
        ? []
        : [{ name: section.name, rel: 'section', uri: urnOf(section.id), literal: section.path }]),
      ...article.tags.map((tag, index) => ({ name: tag, rel: 'tag', literal: article.tagSlugs[index] ?? tag })),
    ],
    infoSources: sources.map(({ name, url, relation }) => ({
      name,
      role: relation,
      ...(url === null ? {} : { uri: strictUri(url) }),
    })),
    associations,
    altIds: [{ role: 'url', value: link }],
  };
  return JSON.stringify(item);
}

/** Returns the number of code points, without an array of them. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\S+/g)) count += 1;
  return count;
}
