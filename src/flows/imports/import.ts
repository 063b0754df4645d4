import {
  type ArticleService,
  externalIdKey,
  getDatabaseFault,
  isTrashedOrKilled,
} from '../../content/articles/index.js';
import type { ImageImports } from '../../content/assets/index.js';
import type { CommentService } from '../../content/comments/index.js';
import type { CorrectionService } from '../../content/corrections/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { batchesOf, maxItems } from './batches.js';
import { createCommentImporter } from './comments.js';
import { digestOf } from './digest.js';
import type { Draft, DraftSection, ReadResult } from './draft.js';
import { limitHeapGrowth } from './heap-growth.js';
import { createMediaStage, type SplitBatch } from './media/stage.js';
import { createNewsroomDirectory } from './newsroom-directory.js';
import { slugToTitle } from './normalisation/text.js';
import type { Checkpoint, Item, ItemOutcome, MediaMode, Mode } from './outcome.js';
import { leaveOutForbidden } from './permissions.js';
import { createPreparer, type Step } from './prepare.js';
import { refusalOf, refusalOutcome } from './refusals.js';
import { createRelationTracker } from './relations.js';
import { createReport, type FileFault, type ImportReport } from './report.js';
import { CheckpointError, createWriter, isPrepared } from './write.js';

/** Imports of fewer batches than this need too little memory to limit it. */
const smallImportBatches = 5;

/** The maximum number of items whose omissions are saved at once. */
const maxSavedOmissions = 1_000;

type ImportInput = {
  newsroom: {
    articles: ArticleService;
    sections: SectionService;
    people: PersonService;
    comments: CommentService;
    corrections: CorrectionService;
    assets: { images: ImageImports };
  };
  actor: Actor;
  format: string;
  read: AsyncIterable<ReadResult>;
  options: {
    mode: Mode;
    /** Whether to compute the outcomes without writing anything. */
    dryRun: boolean;
    /** Whether e-mail addresses of comments are stored. */
    keepAddresses: boolean;
    /** The path of the section for articles that name none, such as `world/europe`. */
    section?: string | undefined;
    /** What happens to images. The default is `keep`. */
    media?: MediaMode | undefined;
  };
  checkpoint?: Checkpoint | undefined;
};

/**
 * Imports articles with their sections, people, corrections and comments, up to 200 articles per transaction. Articles
 * are found by their keys, so a repeated import of the same file changes nothing, and an interrupted one continues.
 * Refused articles are reported and do not stop the import. The next batch is read while the current one is written.
 *
 * Articles and corrections become public only if the actor has the scope content:publish. Comments are imported only with
 * comments:moderate. The outcomes say what was left out.
 */
export async function importArticles({
  newsroom,
  actor,
  format,
  read,
  options: { mode, dryRun, keepAddresses, section, media = 'keep' },
  checkpoint = { processedCount: 0, saveOutcomes: async () => {} },
}: ImportInput): Promise<ImportReport> {
  const { articles } = newsroom;
  const { processedCount, signal } = checkpoint;
  const defaultSection = section === undefined ? null : pathOf(section);
  const report = createReport(format);
  const newsroomDirectory = createNewsroomDirectory({ ...newsroom, actor, createsMissing: !dryRun });
  const relationTracker = createRelationTracker({ articles, actor, dryRun });
  let itemCount = 0;
  let fault: FileFault | null = null;
  const comments = createCommentImporter({ comments: newsroom.comments, actor, keepAddresses });
  const prepare = createPreparer({ articles, actor, mode, section: defaultSection, relationTracker });
  const write = createWriter({
    articles,
    actor,
    dryRun,
    newsroomDirectory,
    relationTracker,
    saveOutcomes: checkpoint.saveOutcomes,
  });

  const resolveImages = createMediaStage({
    ...{ articles, images: newsroom.assets.images, actor, media, mode, dryRun, signal },
  });

  async function* splitBatches(): AsyncGenerator<SplitBatch> {
    for await (const batch of batchesOf(leaveOutForbidden(read, actor), signal)) {
      for (const { read: readResult } of batch) {
        if (readResult.kind === 'skipped' && readResult.isFileFault) {
          const { from, reason, detail } = readResult;
          fault = { from, reason, detail, isPartial: itemCount > 0 };
        }
        itemCount += 1;
      }
      yield {
        earlierItems: batch.filter(({ index }) => index < processedCount),
        items: batch.filter(({ index }) => index >= processedCount),
      };
    }
  }

  async function* preparedBatches(): AsyncGenerator<{ items: Item[]; steps: Step[] }> {
    for await (const { earlierItems, items } of resolveImages(splitBatches())) {
      if (earlierItems.length > 0) await completeEarlierItems(earlierItems);
      if (items.length > 0) yield { items, steps: await prepare(items) };
    }
  }

  /** Completes what an earlier run may not have done for the items that it has written. */
  async function completeEarlierItems(items: readonly Item[]): Promise<void> {
    for (const { index, read: readResult } of items) {
      if (readResult.kind === 'skipped') continue;
      const { draft } = readResult;
      if (dryRun) relationTracker.expect(draft);
      if (draft.relatedKeys.length > 0)
        relationTracker.leaveOpen(draft, digestOf(draft, draft.section ?? defaultSection), index);
      if (dryRun) continue;
      // Corrections and comments are written after their batch, so they can be missing for the last batch only.
      if ((draft.comments.length === 0 && draft.corrections === undefined) || index < processedCount - maxItems)
        continue;
      const article = (await articles.importing.findExisting([draft.key])).get(externalIdKey(draft.key));
      if (article === undefined || isTrashedOrKilled(article.status)) continue;
      const isForeign = (await articles.importing.findForeign(actor, [article.id])).size > 0;
      if (!isForeign) await importCorrectionsAndComments(draft, article.id);
    }
  }

  /** Writes a batch. A refused batch is retried once, as others may have written meanwhile, and then item by item. */
  async function writeBatch(items: readonly Item[], first: readonly Step[]): Promise<void> {
    for (let steps = first, attempt = 1; attempt <= (items.length > 1 ? 2 : 1); attempt++) {
      if (attempt > 1) steps = await prepare(items);
      const outcomes = await undefinedIfRefused(write(steps));
      if (outcomes !== undefined) return finishBatch(steps, outcomes);
      newsroomDirectory.clearCache();
    }
    for (const item of items) await writeItem(item);
  }

  async function writeItem(item: Item): Promise<void> {
    let steps = await prepare([item]);
    let outcomes: ItemOutcome[];
    try {
      outcomes = await write(steps);
    } catch (error) {
      const refusal = error instanceof CheckpointError ? undefined : refusalOf(error);
      if (refusal === undefined) throw error;
      steps = [{ item, outcome: refusalOutcome(item, refusal), title: refusal.title }];
      outcomes = await write(steps);
    }
    await finishBatch(steps, outcomes);
  }

  /** Reports the outcomes of a written batch, and imports corrections and comments. */
  async function finishBatch(steps: readonly Step[], outcomes: readonly ItemOutcome[]): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      report.add(outcome, isPrepared(step) ? undefined : step.title);
      const { read: readResult } = step.item;
      const isStored = outcome.articleId !== null && outcome.outcome !== 'failed' && outcome.outcome !== 'skipped';
      if (isStored && readResult.kind === 'draft' && !dryRun)
        await importCorrectionsAndComments(readResult.draft, outcome.articleId ?? '');
    }
  }

  /** Imports corrections and comments. A repeated import creates no duplicates. */
  async function importCorrectionsAndComments(draft: Draft, articleId: string): Promise<void> {
    if (draft.corrections !== undefined)
      await newsroom.corrections.importCorrections(actor, articleId, draft.corrections);
    if (draft.comments.length > 0) await comments.importComments(draft, articleId);
  }

  let restoreHeapGrowth = () => {};
  let batchCount = 0;
  const batches = preparedBatches();
  let next = batches.next();
  try {
    for (;;) {
      const { value, done: isDone } = await next;
      if (isDone || signal?.aborted) break;
      batchCount += 1;
      if (batchCount === smallImportBatches) restoreHeapGrowth = limitHeapGrowth();
      next = batches.next();
      // An error is thrown when this batch is awaited. Until then it must not count as unhandled.
      next.catch(() => {});
      await writeBatch(value.items, value.steps);
    }
  } finally {
    restoreHeapGrowth();
    await batches.return(undefined);
  }
  if (!signal?.aborted) {
    const missingRelations = await relationTracker.close();
    for (const { from, omissions } of missingRelations) report.addOmissions(from, omissions);
    for (let offset = 0; offset < missingRelations.length; offset += maxSavedOmissions)
      await checkpoint.saveOmissions?.(missingRelations.slice(offset, offset + maxSavedOmissions));
  }
  return report.all({ ...newsroomDirectory.createdCounts, comments: comments.counts, fault });
}

/** Returns undefined if the batch was refused. Its items may succeed one by one, as may a batch that took too long. */
async function undefinedIfRefused<Result>(pendingWrite: Promise<Result>): Promise<Result | undefined> {
  try {
    return await pendingWrite;
  } catch (error) {
    if (error instanceof CheckpointError || (refusalOf(error) === undefined && getDatabaseFault(error) === undefined))
      throw error;
    return undefined;
  }
}

const pathOf = (section: string): DraftSection => ({
  path: section
    .split('/')
    .filter((slug) => slug !== '')
    .map((slug) => ({ slug, name: slugToTitle(slug) })),
});
