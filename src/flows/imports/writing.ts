import { v7 as uuid } from 'uuid';
import { type ArrivingArticle, type ArticleService, pairOf } from '../../content/articles/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { digestWith } from './digest.js';
import { type directory, nameKey } from './directory.js';
import type { Draft } from './draft.js';
import { type Checkpoint, type Item, type ItemOutcome, outcomeOf } from './outcome.js';
import { type Prepared, putAway, refusedAs, type Step } from './preparing.js';
import type { relations } from './relations.js';

type Needs = {
  articles: ArticleService;
  actor: Actor;
  dryRun: boolean;
  found: ReturnType<typeof directory>;
  related: ReturnType<typeof relations>;
  keep: Checkpoint['keep'];
};

export const isPrepared = (step: Step): step is Prepared => 'article' in step;

/** What keeps outcomes has failed: that is about the import, and not about a story. */
export class NotKept extends Error {}

/** Writes the stories of a batch, all in one transaction with what became of them. */
export function writing({ articles, actor, dryRun, found, related, keep }: Needs) {
  /** @returns what became of each item, in their order, once that is kept */
  return async function write(steps: readonly Step[]): Promise<ItemOutcome[]> {
    const prepared = steps.filter(isPrepared);
    const arrivals = await arriving(prepared);
    const outcomesOf = (said: readonly Partial<ItemOutcome>[]): ItemOutcome[] => {
      const next = said.values();
      return steps.map((step) =>
        isPrepared(step)
          ? outcomeOf(step.item, { outcome: 'unchanged', dropped: [...step.draft.dropped], ...next.next().value })
          : step.outcome,
      );
    };
    if (dryRun) return kept(undefined, outcomesOf(await previewed(arrivals)));
    if (prepared.length === 0) return kept(undefined, outcomesOf([]));
    let outcomes: ItemOutcome[] = [];
    await articles.importing.takeAll(actor, arrivals, async (tx, became) => {
      outcomes = outcomesOf(became.map((one, index) => said(one, prepared[index]?.item)));
      await kept(tx, outcomes);
    });
    for (const [index, { draft, digest }] of prepared.entries())
      if (arrivals[index]?.digest !== digest) related.leaveOpen(draft, digest);
    return outcomes;
  };

  async function kept(tx: Parameters<Checkpoint['keep']>[0], outcomes: ItemOutcome[]): Promise<ItemOutcome[]> {
    try {
      await keep(tx, outcomes);
    } catch (cause) {
      throw new NotKept('What became of some stories could not be kept.', { cause });
    }
    return outcomes;
  }

  async function previewed(arrivals: readonly ArrivingArticle[]): Promise<Partial<ItemOutcome>[]> {
    const changes = await articles.importing.preview(arrivals);
    return arrivals.map(({ known }, index) => {
      const own = changes[index] ?? [];
      const outcome = known === undefined ? 'created' : own.length === 0 ? 'unchanged' : 'updated';
      return { outcome, articleId: known?.id ?? null, changes: own };
    });
  }

  /** Stories with the ids of what they refer to; sections and people are made where they are not there. */
  async function arriving(prepared: readonly Prepared[]): Promise<ArrivingArticle[]> {
    const ids = prepared.map(({ known }) => known?.id ?? uuid());
    const inBatch = new Map(prepared.map(({ draft }, index) => [pairOf(draft.key), ids[index] ?? '']));
    const before = await related.find(prepared.map(({ draft }) => draft));
    const who = await found.whoAre(
      prepared.flatMap(({ draft: { people, publishedAt } }) =>
        people.map((person) => ({ person, day: publishedAt?.toISOString().slice(0, 10) })),
      ),
    );
    const arrivals: ArrivingArticle[] = [];
    for (const [index, { draft, section, known, digest, article }] of prepared.entries()) {
      const relatedIds = draft.related.flatMap((key) => before.get(pairOf(key))?.id ?? inBatch.get(pairOf(key)) ?? []);
      arrivals.push({
        ...article,
        id: ids[index] ?? '',
        known,
        sectionId: section === null ? null : await found.sectionOf(section),
        people: peopleOf(draft, article.input.people ?? [], who),
        related: [...new Set(relatedIds)],
        digest: digestWith(digest, relatedIds.length, draft.related.length),
      });
    }
    return arrivals;
  }
}

type Became = { id: string; outcome: 'created' | 'updated' | 'unchanged' | 'trashed' | 'killed' };

function said({ id, outcome }: Became, item: Item | undefined): Partial<ItemOutcome> {
  if (outcome !== 'trashed' && outcome !== 'killed') return { outcome, articleId: id };
  return item === undefined ? {} : refusedAs(item, putAway[outcome], id);
}

/** The people of a story; two names of one person are one person of the story. In a dry run, whoever would be new has no id. */
function peopleOf(
  draft: Draft,
  named: readonly { relation: string; titleAsPrinted?: string | null | undefined }[],
  who: ReadonlyMap<string, string>,
): ArrivingArticle['people'] {
  const once = new Map<string, ArrivingArticle['people'][number]>();
  for (const [index, { relation, titleAsPrinted }] of named.entries()) {
    const person = draft.people[index];
    if (person === undefined) continue;
    const personId = who.get(nameKey(person)) ?? person.name;
    once.set(`${personId} ${relation}`, { personId, relation, titleAsPrinted: titleAsPrinted || null });
  }
  return [...once.values()];
}
