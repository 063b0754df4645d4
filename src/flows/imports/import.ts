import { type ArticleService, faultOf, isPutAway, pairOf } from '../../content/articles/index.js';
import type { CommentService } from '../../content/comments/index.js';
import type { CorrectionService } from '../../content/corrections/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { batchesOf, mostItems } from './batches.js';
import { commentTaking } from './comments.js';
import { digestOf } from './digest.js';
import { directory } from './directory.js';
import type { Draft, DraftSection, Read } from './draft.js';
import { titleOf } from './fitting/text.js';
import type { Checkpoint, Item, ItemOutcome, Mode } from './outcome.js';
import { preparing, refusalOf, refusedAs, type Step } from './preparing.js';
import { relations } from './relations.js';
import { type ImportReport, reporting } from './report.js';
import { isPrepared, NotKept, writing } from './writing.js';

type Import = {
  newsroom: {
    articles: ArticleService;
    sections: SectionService;
    people: PersonService;
    comments: CommentService;
    corrections: CorrectionService;
  };
  actor: Actor;
  format: string;
  read: AsyncIterable<Read>;
  options: {
    mode: Mode;
    /** Says what would become of each, and writes nothing. */
    dryRun: boolean;
    /** Whether e-mail addresses of comments are kept. */
    keepAddresses: boolean;
    /** Where stories go that name no section: slugs from the top, as in `world/europe`. */
    section?: string | undefined;
  };
  checkpoint?: Checkpoint | undefined;
};

/**
 * Takes in stories, some hundred in a transaction, each with its sections, people and comments. The same file again changes nothing, and one
 * that was taken in up to the middle goes on there: a story is known by its key. What the desk refuses is reported and stops nothing.
 * While some are written, the next are read.
 */
export async function importStories({
  newsroom,
  actor,
  format,
  read,
  options: { mode, dryRun, keepAddresses, section },
  checkpoint = { after: 0, keep: async () => {} },
}: Import): Promise<ImportReport> {
  const { articles } = newsroom;
  const { after, signal } = checkpoint;
  const fallback = section === undefined ? null : pathOf(section);
  const report = reporting(format);
  const found = directory({ ...newsroom, actor, makes: !dryRun });
  const related = relations({ articles, actor });
  const comments = commentTaking({ comments: newsroom.comments, actor, keepAddresses });
  const prepare = preparing({ articles, actor, mode, section: fallback, related });
  const write = writing({ articles, actor, dryRun, found, related, keep: checkpoint.keep });

  async function* preparedBatches(): AsyncGenerator<{ items: Item[]; steps: Step[] }> {
    for await (const batch of batchesOf(read, signal)) {
      const passed = batch.filter(({ index }) => index < after);
      if (passed.length > 0) await passOver(passed);
      const items = batch.filter(({ index }) => index >= after);
      if (items.length > 0) yield { items, steps: await prepare(items) };
    }
  }

  /** Does with the items of an earlier run what that run may have left undone. */
  async function passOver(items: readonly Item[]): Promise<void> {
    if (dryRun) return;
    for (const { index, read: one } of items) {
      if (one.kind === 'skipped') continue;
      const { draft } = one;
      if (draft.related.length > 0) related.leaveOpen(draft, digestOf(draft, draft.section ?? fallback));
      // What hangs on the stories of a batch comes after them: only that of the last one may be missing.
      if ((draft.comments.length === 0 && draft.corrections === undefined) || index < after - mostItems) continue;
      const story = (await articles.importing.known([draft.key])).get(pairOf(draft.key));
      if (story !== undefined && !isPutAway(story.status)) await takeWhatHangsOn(draft, story.id);
    }
  }

  /** Writes a batch; where the database refuses it, once more, since somebody else may have been faster; then story by story. */
  async function take(items: readonly Item[], first: readonly Step[]): Promise<void> {
    for (let steps = first, attempt = 1; attempt <= (items.length > 1 ? 2 : 1); attempt++) {
      if (attempt > 1) steps = await prepare(items);
      const outcomes = await unlessRefused(write(steps));
      if (outcomes !== undefined) return settle(steps, outcomes);
      found.forget();
    }
    for (const item of items) await takeOne(item);
  }

  async function takeOne(item: Item): Promise<void> {
    let steps = await prepare([item]);
    let outcomes: ItemOutcome[];
    try {
      outcomes = await write(steps);
    } catch (error) {
      const refusal = error instanceof NotKept ? undefined : refusalOf(error);
      if (refusal === undefined) throw error;
      steps = [{ item, outcome: refusedAs(item, refusal), title: refusal.title }];
      outcomes = await write(steps);
    }
    await settle(steps, outcomes);
  }

  /** Does what follows once stories are written. */
  async function settle(steps: readonly Step[], outcomes: readonly ItemOutcome[]): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      report.add(outcome, isPrepared(step) ? undefined : step.title);
      const { read: one } = step.item;
      const isHere = outcome.articleId !== null && outcome.outcome !== 'failed' && outcome.outcome !== 'skipped';
      if (isHere && one.kind === 'draft' && !dryRun) await takeWhatHangsOn(one.draft, outcome.articleId ?? '');
    }
  }

  /** Corrections and comments: each once, however often they are brought. */
  async function takeWhatHangsOn(draft: Draft, articleId: string): Promise<void> {
    if (draft.corrections !== undefined) await newsroom.corrections.takeIn(actor, articleId, draft.corrections);
    if (draft.comments.length > 0) await comments.take(draft, articleId);
  }

  const batches = preparedBatches();
  let next = batches.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done || signal?.aborted) break;
      next = batches.next();
      // Whatever it meets is told when its turn comes.
      next.catch(() => {});
      await take(value.items, value.steps);
    }
  } finally {
    await batches.return(undefined);
  }
  if (!signal?.aborted && !dryRun) await related.close();
  return report.all({ ...found.made, comments: comments.counts });
}

/** Undefined where the database refuses a batch: others of it may be taken in, and what takes too long together may not do so alone. */
async function unlessRefused<Result>(writing: Promise<Result>): Promise<Result | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof NotKept || (refusalOf(error) === undefined && faultOf(error) === undefined)) throw error;
    return undefined;
  }
}

const pathOf = (section: string): DraftSection => ({
  path: section
    .split('/')
    .filter((slug) => slug !== '')
    .map((slug) => ({ slug, name: titleOf(slug) })),
});
