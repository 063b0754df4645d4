import { type ExportedArticle, ninjsOf, type Site } from '../../../content/articles/index.js';

/** One ninjs object a line, the same that a published story is given as by itself. */
export async function* ninjsExport(
  batches: AsyncIterable<readonly ExportedArticle[]>,
  site: Site,
): AsyncGenerator<string> {
  for await (const stories of batches) yield stories.map((story) => `${itemOf(story, site)}\n`).join('');
}

function itemOf(story: ExportedArticle, site: Site): string {
  const { named, publishedAt, firstPublishedAt } = story;
  if (named === undefined || publishedAt === null || firstPublishedAt === null)
    throw new Error(`Article ${story.id} is not published.`);
  return ninjsOf({ ...story, named, publishedAt, firstPublishedAt }, site);
}
