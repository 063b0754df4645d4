import { type ExportedArticle, type StoredName, storedNames } from '../../../content/articles/index.js';

/** One story a line, in the shape that `broadsheet import` takes: see `flows/imports/formats/ndjson`. */
export async function* ndjsonExport(batches: AsyncIterable<readonly ExportedArticle[]>): AsyncGenerator<string> {
  for await (const articles of batches)
    yield articles.map((article) => `${JSON.stringify(toLine(article))}\n`).join('');
}

/** What a story is known by: what other systems call it where one does, else its id. An import takes an id for more than these. */
const identifiersOf = ({ id, externalIds }: Pick<ExportedArticle, 'id' | 'externalIds'>) =>
  externalIds.length === 0 ? { id } : { externalIds };

function toRelatedArticle({ id, slug, externalIds: [externalId] }: ExportedArticle['relatedStories'][number]) {
  return externalId === undefined ? { id, slug } : { source: externalId.source, id: externalId.id, slug };
}

function sectionOf(path: ExportedArticle['sections']) {
  const own = path.at(-1);
  return own === undefined ? null : { ...own, path };
}

/** The fields that are stored as they are sent. Of these, responses have one under another name. */
function storedFieldsOf(article: ExportedArticle): Record<StoredName, unknown> {
  const fields = { ...article, commentsOpen: article.comments.open };
  return Object.fromEntries(storedNames.map((name) => [name, fields[name]])) as Record<StoredName, unknown>;
}

function toLine(article: ExportedArticle) {
  return {
    ...identifiersOf(article),
    slug: article.slug,
    status: article.status,
    ...storedFieldsOf(article),
    section: sectionOf(article.sections),
    people: article.people.map(({ slug, name, relation, titleAsPrinted }) => ({
      slug,
      name,
      relation,
      titleAsPrinted,
    })),
    related: article.relatedStories.map(toRelatedArticle),
    corrections: article.corrections.map(({ kind, note, at }) => ({ kind, note, at })),
    publishedAt: article.publishedAt,
    firstPublishedAt: article.firstPublishedAt,
    updatedAt: article.updatedAt,
    bodyFormat: 'html',
    body: article.body,
  };
}
