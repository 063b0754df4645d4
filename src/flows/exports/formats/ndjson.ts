import { type ExportedArticle, transferredNames } from '../../../content/articles/index.js';

/**
 * Writes one article per line, in the format that `broadsheet import` reads: see `flows/imports/formats/ndjson`. In
 * `assets`, a line has the checksums of the files of its assets by their ids. Another newsroom finds them by these.
 */
export async function* ndjsonExport(batches: AsyncIterable<readonly ExportedArticle[]>): AsyncGenerator<string> {
  for await (const articles of batches)
    yield articles.map((article) => `${JSON.stringify(toLine(article))}\n`).join('');
}

/** Returns the external ids of an article, or its id if it has none. Not both, because an import would use the id. */
const identifiersOf = ({ id, externalIds }: Pick<ExportedArticle, 'id' | 'externalIds'>) =>
  externalIds.length === 0 ? { id } : { externalIds };

function toRelatedArticle({ id, slug, externalIds: [externalId] }: ExportedArticle['relatedStories'][number]) {
  return externalId === undefined ? { id, slug } : { source: externalId.source, id: externalId.id, slug };
}

function sectionOf(path: ExportedArticle['sections']) {
  const own = path.at(-1);
  return own === undefined ? null : { ...own, path };
}

/** Returns the fields that are copied as they are. One of them has another name in responses: `commentsOpen`. */
function storedFieldsOf(article: ExportedArticle): Record<(typeof transferredNames)[number], unknown> {
  const fields = { ...article, commentsOpen: article.comments.open };
  return Object.fromEntries(transferredNames.map((name) => [name, fields[name]])) as ReturnType<typeof storedFieldsOf>;
}

/**
 * Returns the lead image. An import uses the asset with `texts` if it finds it, and otherwise the address. An asset that
 * is withheld has no address.
 */
function leadImageOf({ leadImage, leadAsset }: ExportedArticle) {
  if (leadAsset === null) return leadImage;
  const { url, alt, caption, credit } = leadImage ?? {};
  return { url, alt, caption, credit, asset: leadAsset.id, texts: leadAsset.texts };
}

function toLine(article: ExportedArticle) {
  return {
    ...identifiersOf(article),
    slug: article.slug,
    status: article.status,
    ...storedFieldsOf(article),
    leadImage: leadImageOf(article),
    ...(article.assetChecksums === null ? {} : { assets: article.assetChecksums }),
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
    body: article.storedBody ?? article.body,
  };
}
