import { v7 as uuid } from 'uuid';
import {
  type ArticleImportRecord,
  type ArticleService,
  externalIdKey,
  type ImportOutcome,
} from '../../content/articles/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { digestWithRelations } from './digest.js';
import type { Draft } from './draft.js';
import { type createNewsroomDirectory, nameKey } from './newsroom-directory.js';
import { type Checkpoint, type ItemOutcome, outcomeOf } from './outcome.js';
import { omissionsOf } from './permissions.js';
import type { PreparedItem, Step } from './prepare.js';
import { refusalOutcome, removedArticleRefusals } from './refusals.js';
import type { createRelationTracker } from './relations.js';

type Dependencies = {
  articles: ArticleService;
  actor: Actor;
  dryRun: boolean;
  newsroomDirectory: ReturnType<typeof createNewsroomDirectory>;
  relationTracker: ReturnType<typeof createRelationTracker>;
  saveOutcomes: Checkpoint['saveOutcomes'];
};

export const isPrepared = (step: Step): step is PreparedItem => 'article' in step;

/** The outcomes could not be stored. This error is about the import, not about an article. */
export class CheckpointError extends Error {}

/** Creates the writer, which writes the articles of a batch and their outcomes in one transaction. */
export function createWriter({
  articles,
  actor,
  dryRun,
  newsroomDirectory,
  relationTracker,
  saveOutcomes,
}: Dependencies) {
  /** Writes a batch. Returns the outcomes of its items in their order, after they have been stored. */
  return async function write(steps: readonly Step[]): Promise<ItemOutcome[]> {
    const preparedItems = steps.filter(isPrepared);
    const importRecords = await buildImportRecords(preparedItems);
    const outcomesOf = (partialOutcomes: readonly Partial<ItemOutcome>[]): ItemOutcome[] => {
      const next = partialOutcomes.values();
      return steps.map((step) =>
        isPrepared(step) ? outcomeOf(step.item, { outcome: 'unchanged', ...next.next().value }) : step.outcome,
      );
    };
    if (dryRun) {
      for (const [index, { item, draft, digest, existingArticle }] of preparedItems.entries()) {
        if (existingArticle === undefined) relationTracker.expect(draft);
        if (importRecords[index]?.digest !== digest) relationTracker.leaveOpen(draft, digest, item.index);
      }
      return saveCheckpoint(undefined, outcomesOf(await previewOutcomes(preparedItems, importRecords)));
    }
    if (preparedItems.length === 0) return saveCheckpoint(undefined, outcomesOf([]));
    let outcomes: ItemOutcome[] = [];
    await articles.importing.upsertAll(actor, importRecords, async (tx, results) => {
      outcomes = outcomesOf(
        preparedItems.map((preparedItem, index) => toPartialOutcome(preparedItem, results[index], actor)),
      );
      await saveCheckpoint(tx, outcomes);
    });
    for (const [index, { draft, digest, item }] of preparedItems.entries())
      if (importRecords[index]?.digest !== digest) relationTracker.leaveOpen(draft, digest, item.index);
    return outcomes;
  };

  async function saveCheckpoint(
    tx: Parameters<Checkpoint['saveOutcomes']>[0],
    outcomes: ItemOutcome[],
  ): Promise<ItemOutcome[]> {
    try {
      await saveOutcomes(tx, outcomes);
    } catch (cause) {
      throw new CheckpointError('The outcomes of some items could not be stored.', { cause });
    }
    return outcomes;
  }

  async function previewOutcomes(
    preparedItems: readonly PreparedItem[],
    importRecords: readonly ArticleImportRecord[],
  ): Promise<Partial<ItemOutcome>[]> {
    const previews = await articles.importing.preview(actor, importRecords);
    return preparedItems.map(({ draft, existingArticle }, index) => {
      const { changes, isDraftOnly } = previews[index] ?? { changes: [], isDraftOnly: false };
      const outcome = existingArticle === undefined ? 'created' : changes.length === 0 ? 'unchanged' : 'updated';
      return {
        outcome,
        articleId: existingArticle?.id ?? null,
        changes,
        dropped: omissionsOf(draft, isDraftOnly, actor),
      };
    });
  }

  /** Returns the import records, with the ids of their references. Missing sections and people are created. */
  async function buildImportRecords(preparedItems: readonly PreparedItem[]): Promise<ArticleImportRecord[]> {
    const ids = preparedItems.map(({ existingArticle }) => existingArticle?.id ?? uuid());
    const inBatch = new Map(preparedItems.map(({ draft }, index) => [externalIdKey(draft.key), ids[index] ?? '']));
    const existingRelated = await relationTracker.find(preparedItems.map(({ draft }) => draft));
    const personIds = await newsroomDirectory.resolvePeople(
      preparedItems.flatMap(({ draft: { people, publishedAt } }) =>
        people.map((person) => ({ person, day: publishedAt?.toISOString().slice(0, 10) })),
      ),
    );
    const importRecords: ArticleImportRecord[] = [];
    for (const [index, { draft, section, existingArticle, digest, article }] of preparedItems.entries()) {
      const relatedIds = draft.relatedKeys.flatMap(
        (key) => existingRelated.get(externalIdKey(key))?.id ?? inBatch.get(externalIdKey(key)) ?? [],
      );
      importRecords.push({
        ...article,
        id: ids[index] ?? '',
        existingArticle,
        sectionId: section === null ? null : await newsroomDirectory.resolveSection(section),
        people: peopleOf(draft, article.input.people ?? [], personIds),
        related: [...new Set(relatedIds)],
        digest: digestWithRelations(digest, relatedIds.length, draft.relatedKeys.length),
      });
    }
    return importRecords;
  }
}

function toPartialOutcome(
  { item, draft }: PreparedItem,
  result: ImportOutcome | undefined,
  actor: Actor,
): Partial<ItemOutcome> {
  if (result === undefined) return {};
  const { id, outcome, isDraftOnly } = result;
  if (outcome === 'trashed' || outcome === 'killed') return refusalOutcome(item, removedArticleRefusals[outcome], id);
  return { outcome, articleId: id, dropped: omissionsOf(draft, isDraftOnly, actor) };
}

/**
 * Returns the people of an article. Two names of one person become one entry for each relation. In a dry run, the id of
 * a person who would be created is replaced by the name.
 */
function peopleOf(
  draft: Draft,
  inputPeople: readonly { relation: string; titleAsPrinted?: string | null | undefined }[],
  personIds: ReadonlyMap<string, string>,
): ArticleImportRecord['people'] {
  const uniquePeople = new Map<string, ArticleImportRecord['people'][number]>();
  for (const [index, { relation, titleAsPrinted }] of inputPeople.entries()) {
    const person = draft.people[index];
    if (person === undefined) continue;
    const personId = personIds.get(nameKey(person)) ?? person.name;
    uniquePeople.set(`${personId} ${relation}`, { personId, relation, titleAsPrinted: titleAsPrinted || null });
  }
  return [...uniquePeople.values()];
}
