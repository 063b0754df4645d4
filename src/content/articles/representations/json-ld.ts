import type { Site } from './site.js';
import { type Named, type Story, urnOf, withRelation } from './story.js';

const wikidata = (id: string) => `http://www.wikidata.org/entity/${id}`;

function person({ id, slug, name, titleAsPrinted, role, wikidataId, sameAs }: Named, { base }: Site) {
  const same = [...(wikidataId === null ? [] : [wikidata(wikidataId)]), ...sameAs];
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

const work = ({ name, url }: Story['sources'][number]) => ({ '@type': 'CreativeWork', name, url: url ?? undefined });

const some = <Item>(items: Item[]) => (items.length === 0 ? undefined : items);

const wordsIn = (text: string) => text.match(/\S+/g)?.length ?? 0;

/**
 * A story as https://schema.org/NewsArticle, for search engines and whoever links data.
 *
 * @param story with its body as plain text
 * @returns JSON without "<", so that it may stand in a page as it is
 */
export function jsonLdOf(story: Story, site: Site): string {
  const url = site.linkOf(story.slug);
  const publisher = { '@type': 'NewsMediaOrganization', name: site.name, url: site.home };
  const authors = withRelation(story, 'author').map((author) => person(author, site));
  const { leadImage, seo, sources } = story;
  const article = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': url,
    identifier: urnOf(story.id),
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': seo?.canonicalUrl ?? url },
    headline: story.headline,
    description: seo?.description ?? story.standfirst ?? undefined,
    genre: story.type,
    articleSection: story.section?.name,
    keywords: some(story.tags),
    inLanguage: story.lang,
    dateline: story.dateline ?? undefined,
    datePublished: story.firstPublishedAt,
    dateModified: story.updatedAt,
    author: some(authors) ?? [publisher],
    publisher,
    about: some(withRelation(story, 'subject').map((subject) => person(subject, site))),
    mentions: some(withRelation(story, 'mentioned', 'quoted', 'pictured').map((one) => person(one, site))),
    image:
      leadImage === null
        ? undefined
        : [
            {
              '@type': 'ImageObject',
              url: leadImage.url,
              description: leadImage.alt || undefined,
              caption: leadImage.caption ?? undefined,
              creditText: leadImage.credit ?? undefined,
            },
          ],
    isBasedOn: some(sources.filter(({ relation }) => relation !== 'cited').map(work)),
    citation: some(sources.filter(({ relation }) => relation === 'cited').map(work)),
    correction: some(
      story.corrections.map(({ id, kind, note, at }) => ({
        '@type': 'CorrectionComment',
        '@id': urnOf(id),
        name: kind,
        text: note,
        datePublished: at,
      })),
    ),
    commentCount: story.comments.count,
    wordCount: wordsIn(story.body),
    articleBody: story.body,
  };
  return JSON.stringify(article).replaceAll('<', '\\u003c');
}
