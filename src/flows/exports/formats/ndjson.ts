import { type ExportedArticle, type StoredName, storedNames } from '../../../content/articles/index.js';

/** One story a line, in the shape that `broadsheet import` takes: see `flows/imports/formats/ndjson`. */
export async function* ndjsonExport(batches: AsyncIterable<readonly ExportedArticle[]>): AsyncGenerator<string> {
  for await (const stories of batches) yield stories.map((story) => `${JSON.stringify(lineOf(story))}\n`).join('');
}

/** What a story is known by: what other systems call it where one does, else its id. An import takes an id for more than these. */
const nameOf = ({ id, externalIds }: Pick<ExportedArticle, 'id' | 'externalIds'>) =>
  externalIds.length === 0 ? { id } : { externalIds };

function relatedOf({ id, slug, externalIds: [known] }: ExportedArticle['relatedStories'][number]) {
  return known === undefined ? { id, slug } : { source: known.source, id: known.id, slug };
}

function sectionOf(path: ExportedArticle['sections']) {
  const own = path.at(-1);
  return own === undefined ? null : { ...own, path };
}

/** The fields that are stored as they are sent. Of these, responses have one under another name. */
function storedFieldsOf(story: ExportedArticle): Record<StoredName, unknown> {
  const fields = { ...story, commentsOpen: story.comments.open };
  return Object.fromEntries(storedNames.map((name) => [name, fields[name]])) as Record<StoredName, unknown>;
}

function lineOf(story: ExportedArticle) {
  return {
    ...nameOf(story),
    slug: story.slug,
    status: story.status,
    ...storedFieldsOf(story),
    section: sectionOf(story.sections),
    people: story.people.map(({ slug, name, relation, titleAsPrinted }) => ({ slug, name, relation, titleAsPrinted })),
    related: story.relatedStories.map(relatedOf),
    corrections: story.corrections.map(({ kind, note, at }) => ({ kind, note, at })),
    publishedAt: story.publishedAt,
    firstPublishedAt: story.firstPublishedAt,
    updatedAt: story.updatedAt,
    bodyFormat: 'html',
    body: story.body,
  };
}
