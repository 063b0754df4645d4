import { isDeepStrictEqual } from 'node:util';
import { runsToHtml } from '../../../lib/rich-text/index.js';
import { type Actor, barredFields, pickFields } from '../../../platform/auth/index.js';
import type { Reader, Session, Transaction } from '../../../platform/db/index.js';
import type { Page } from '../../../platform/paging/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { convert } from '../../../platform/rich-text/index.js';
import { type ArticleContent, type ContentName, contentNames, fieldOf } from '../content.js';
import { contentToInput, rowToInput } from '../drafts/draft-content.js';
import type { ArticleReadRequest } from '../query.schemas.js';
import type { ArticleInput, DeskArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import type {
  DiffQuery,
  RestoreInput,
  Revision,
  RevisionCard,
  RevisionDiff,
  RevisionListQuery,
} from './revisions.schemas.js';
import { type ReadRevision, type RevisionSelector, revisionStore } from './revisions.store.js';

type Dependencies = {
  database: Session;
  /** The address below which the renditions of assets are. */
  mediaUrl: string;
  find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
  edit(
    actor: Actor,
    ref: string,
    buildInput: (row: ArticleRow, tx: Transaction) => Promise<ArticleInput>,
    preconditions: Preconditions | undefined,
    about: { restoredFrom: number },
  ): Promise<DeskArticle>;
};

/** Lists, reads, compares and restores the revisions of an article. */
export function articleRevisions({ database, find, edit, mediaUrl }: Dependencies) {
  const store = revisionStore(database);

  async function list(ref: string, query: RevisionListQuery): Promise<Page<RevisionCard & { id: string }>> {
    const page = await store.list(ref, query);
    if (page.data.length === 0 && (await find(database, ref)) === undefined)
      throw problems.notFound('There is no such article.');
    return {
      ...page,
      data: page.data.map(({ articleId, changed: changedKeys, ...revision }) => ({
        ...revision,
        id: articleId,
        changed: changedKeys === null ? null : fieldsOf(changedKeys),
      })),
    };
  }

  async function get(ref: string, number: number, bodyFormat: ArticleReadRequest['bodyFormat']): Promise<Revision> {
    const [revision] = await store.read(ref, [number], { bodyFormat, includeContent: false, mediaUrl });
    const { article, ...rest } = requireRevision(revision);
    return {
      ...rest,
      article:
        bodyFormat === 'markdown' ? { ...article, body: await convert('htmlToMarkdown', article.body) } : article,
    };
  }

  /** Compares two revisions field by field. Of a field that is hidden from the actor, only the name is returned. */
  async function diff({ fieldLimit }: Actor, ref: string, query: DiffQuery): Promise<RevisionDiff> {
    const sides = [parseSelector(query.from), parseSelector(query.to)] as const;
    const rows = await store.read(ref, sides, { bodyFormat: 'html', includeContent: true, mediaUrl });
    const [from, to] = sides.map((which) =>
      requireRevision(
        rows.find((row) => matchesSelector(row, which)),
        which,
      ),
    ) as [ReadRevision, ReadRevision];
    const changes = [];
    for (const field of changedFields(from, to)) {
      const isHidden = fieldLimit?.hiddenFields.includes(`articles.${field}`) === true;
      changes.push(isHidden ? { field } : await changeOf(field, from, to, query.format));
    }
    return { articleId: from.articleId, from, to, changes };
  }

  /**
   * Saves the content of a revision as a new revision. Slug and external ids stay the same, because they are addresses,
   * and so do the fields that the actor may not change.
   *
   * @throws unknown-reference if the revision refers to something that was deleted, unless `missing` is `drop`
   */
  function restore(
    actor: Actor,
    ref: string,
    number: number,
    { note, missing: missingPolicy }: RestoreInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskArticle> {
    const buildInput = async (row: ArticleRow, tx: Transaction): Promise<ArticleInput> => {
      const [read] = await store.read(row.id, [number], { bodyFormat: 'html', includeContent: true, mediaUrl }, tx);
      const revision = requireRevision(read);
      const keptFields = ['slug', 'externalIds', ...barredFields(actor, 'articles')];
      if (missingPolicy === 'refuse') checkMissing(revision, keptFields);
      const content = contentToInput(revision.content as ArticleContent);
      const keptInput = pickFields(rowToInput(row), keptFields);
      const body = await withoutMissingAssets(revision, content.body);
      return { ...content, body, ...referencesOf(revision, content), ...keptInput, revisionNote: note };
    };
    return edit(actor, ref, buildInput, preconditions, { restoredFrom: number });
  }

  return { list, get, diff, restore };
}

/** Returns the fields that these keys store. */
function fieldsOf(contentKeys: readonly (keyof ArticleContent)[]): ContentName[] {
  const changedNames = new Set(contentKeys.map(fieldOf));
  return contentNames.filter((name) => changedNames.has(name));
}

const parseSelector = (name: string): RevisionSelector => (name === 'live' || name === 'desk' ? name : Number(name));

function matchesSelector(row: ReadRevision, which: RevisionSelector): boolean {
  return row.number === (which === 'live' ? row.live : which === 'desk' ? row.newest : which);
}

function requireRevision<Value>(revision: Value | undefined, which?: RevisionSelector): Value {
  if (revision !== undefined) return revision;
  throw problems.notFound(
    which === 'live'
      ? 'There is no such article, or it is not published.'
      : 'There is no such article, or no such revision of it.',
  );
}

function changedFields({ content: before }: ReadRevision, { content: after }: ReadRevision): ContentName[] {
  const contentKeys = Object.keys({ ...before, ...after }) as (keyof ArticleContent)[];
  return fieldsOf(contentKeys.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null)));
}

async function changeOf(
  field: ContentName,
  from: ReadRevision,
  to: ReadRevision,
  format: DiffQuery['format'],
): Promise<RevisionDiff['changes'][number]> {
  if (field === 'body') {
    if (format === 'html') return { field, html: await convert('compareHtml', from.article.body, to.article.body) };
    return { field, words: await convert('compareWords', from.content?.bodyText ?? '', to.content?.bodyText ?? '') };
  }
  const [before, after] = [from.article[field], to.article[field]];
  if (field !== 'headline' && field !== 'standfirst') return { field, before, after };
  const words = await convert('compareWords', String(before ?? ''), String(after ?? ''));
  return format === 'html' ? { field, before, after, html: runsToHtml(words) } : { field, before, after, words };
}

const pointers = {
  section: () => '/section',
  leadImage: () => '/leadImage/asset',
  body: () => '/body',
  people: (at: number) => `/people/${at}`,
  related: (at: number) => `/related/${at}`,
};

/** Checks that nothing was deleted to which a revision refers, except in fields that are not restored. */
function checkMissing({ missing: allMissing, content, number }: ReadRevision, keptFields: readonly string[]): void {
  const missingReferences = allMissing.filter(({ field }) => !keptFields.includes(field));
  const first = missingReferences[0];
  if (first === undefined || content === null) return;
  const errors = missingReferences.map(({ field, id }) => {
    const at =
      field === 'people' ? content.people.findIndex(({ personId }) => personId === id) : content.related.indexOf(id);
    return { pointer: pointers[field](at), code: 'deleted', detail: `"${field}" refers to ${id}, which was deleted.` };
  });
  throw problems.unknownReference(
    `Revision ${number} refers to something that was deleted. Send "missing": "drop" to restore it without that.`,
    { errors },
  );
}

/** Returns the body of a revision without the assets that were deleted. */
async function withoutMissingAssets({ missing: missingReferences }: ReadRevision, body = ''): Promise<string> {
  const ids = missingReferences.flatMap(({ field, id }) => (field === 'body' ? [id] : []));
  return ids.length === 0 ? body : convert('removeAssets', body, JSON.stringify(ids));
}

/** Returns the references of a revision that still exist. Merged people appear once. */
function referencesOf(
  { article, missing: missingReferences }: ReadRevision,
  { leadImage }: ArticleInput,
): Pick<ArticleInput, 'section' | 'people' | 'related' | 'leadImage'> {
  const people = new Map(
    article.people.map(({ id, relation, titleAsPrinted }) => [
      `${id} ${relation}`,
      { person: id, relation, titleAsPrinted },
    ]),
  );
  return {
    section: article.section?.id ?? null,
    people: [...people.values()],
    leadImage: missingReferences.some(({ field }) => field === 'leadImage') ? null : leadImage,
    related: article.related.map(({ id }) => id),
  };
}
