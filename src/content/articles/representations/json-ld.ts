import { type ListedPerson, type PublishedArticle, peopleWithRelation, urnOf } from './published-article.js';
import type { Site } from './site.js';

const wikidataUrl = (id: string) => `http://www.wikidata.org/entity/${id}`;

function toPerson({ id, slug, name, titleAsPrinted, role, wikidataId, sameAs }: ListedPerson, { base }: Site) {
  const same = [...(wikidataId === null ? [] : [wikidataUrl(wikidataId)]), ...sameAs];
  return {
    '@type': 'Person',
    '@id': urnOf(id),
    name,
    url: `${base}/v1/people/${slug}`,
    jobTitle: titleAsPrinted ?? role?.title,
    affiliation: role?.organisation == null ? undefined : { '@type': 'Organization', name: role.organisation },
    sameAs: same.length === 0 ? undefined : same,
  };
}

const toCreativeWork = ({ name, url }: PublishedArticle['sources'][number]) => ({
  '@type': 'CreativeWork',
  name,
  url: url ?? undefined,
});

const nonEmpty = <Item>(items: Item[]) => (items.length === 0 ? undefined : items);

const wordsIn = (text: string) => text.match(/\S+/g)?.length ?? 0;

/**
 * Converts an article to a https://schema.org/NewsArticle, for search engines and linked data.
 *
 * @param article with its body as plain text
 * @returns JSON without "<", so that it is safe inside a script element of a page
 */
export function jsonLdOf(article: PublishedArticle, site: Site): string {
  const url = site.linkOf(article.slug);
  const publisher = { '@type': 'NewsMediaOrganization', name: site.name, url: site.home };
  const authors = peopleWithRelation(article, 'author').map((author) => toPerson(author, site));
  const { leadImage, seo, sources } = article;
  const newsArticle = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': url,
    identifier: urnOf(article.id),
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': seo?.canonicalUrl ?? url },
    headline: article.headline,
    description: seo?.description ?? article.standfirst ?? undefined,
    genre: article.type,
    articleSection: article.section?.name,
    keywords: nonEmpty(article.tags),
    inLanguage: article.lang,
    dateline: article.dateline ?? undefined,
    datePublished: article.firstPublishedAt,
    dateModified: article.updatedAt,
    author: nonEmpty(authors) ?? [publisher],
    publisher,
    about: nonEmpty(peopleWithRelation(article, 'subject').map((subject) => toPerson(subject, site))),
    mentions: nonEmpty(
      peopleWithRelation(article, 'mentioned', 'quoted', 'pictured').map((one) => toPerson(one, site)),
    ),
    image:
      leadImage === null
        ? undefined
        : [
            {
              '@type': 'ImageObject',
              url: leadImage.url,
              width: leadImage.width,
              height: leadImage.height,
              description: leadImage.alt || undefined,
              caption: leadImage.caption ?? undefined,
              creditText: leadImage.credit ?? undefined,
            },
          ],
    isBasedOn: nonEmpty(sources.filter(({ relation }) => relation !== 'cited').map(toCreativeWork)),
    citation: nonEmpty(sources.filter(({ relation }) => relation === 'cited').map(toCreativeWork)),
    correction: nonEmpty(
      article.corrections.map(({ id, kind, note, at }) => ({
        '@type': 'CorrectionComment',
        '@id': urnOf(id),
        name: kind,
        text: note,
        datePublished: at,
      })),
    ),
    commentCount: article.comments.count,
    wordCount: wordsIn(article.body),
    articleBody: article.body,
  };
  return JSON.stringify(newsArticle).replaceAll('<', '\\u003c');
}
