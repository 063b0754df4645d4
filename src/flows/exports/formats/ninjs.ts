import { type ExportedArticle, ninjsOf, type Site } from '../../../content/articles/index.js';

/** Writes one ninjs object per line, the same object that a request for a single published article returns. */
export async function* ninjsExport(
  batches: AsyncIterable<readonly ExportedArticle[]>,
  site: Site,
): AsyncGenerator<string> {
  for await (const articles of batches) {
    const items = await Promise.all(articles.map((article) => toNinjsItem(article, site)));
    yield items.map((item) => `${item}\n`).join('');
  }
}

async function toNinjsItem(article: ExportedArticle, site: Site): Promise<string> {
  const { named: listedPeople, publishedAt, firstPublishedAt } = article;
  if (listedPeople === undefined || publishedAt === null || firstPublishedAt === null)
    throw new Error(`Article ${article.id} is not published.`);
  return ninjsOf({ ...article, named: listedPeople, publishedAt, firstPublishedAt }, site);
}
