import { setImmediate as breath } from 'node:timers/promises';
import {
  type ArticleService,
  externalIdTaken,
  faultOf,
  type KnownArticle,
  type PreparedArticle,
  pairOf,
  storedNames,
} from '../../content/articles/index.js';
import { type Actor, holds } from '../../platform/auth/index.js';
import { Problem } from '../../platform/problems/index.js';
import { digestOf, digestWith, isOpen } from './digest.js';
import type { Draft, DraftSection } from './draft.js';
import { type Item, type ItemOutcome, type Mode, outcomeOf, type Refusal } from './outcome.js';
import { idsOf, type relations } from './relations.js';

/** For so long nobody else is held up. Milliseconds. */
const stretch = 1;

/** A story that has to be written, so far as it can be told before the story before it is. */
export type Prepared = {
  item: Item;
  draft: Draft;
  section: DraftSection | null;
  known: KnownArticle | undefined;
  digest: string;
  article: PreparedArticle;
};

/** An item that is dealt with, or one that is to be written. */
export type Step = { item: Item; outcome: ItemOutcome; title?: string } | Prepared;

type Needs = {
  articles: ArticleService;
  actor: Actor;
  mode: Mode;
  section: DraftSection | null;
  related: ReturnType<typeof relations>;
};

type Known = ReadonlyMap<string, KnownArticle>;

/** A story with what is here under its key. */
type Told = { draft: Draft; section: DraftSection | null; digest: string; here: KnownArticle | undefined };

/** Looks up which stories are here, finds those that need nothing, and holds the others to what the desk takes. */
export function preparing({ articles, actor, mode, section: fallback, related }: Needs) {
  return async function prepare(items: readonly Item[]): Promise<Step[]> {
    const keys = items.flatMap(({ read }) =>
      read.kind === 'draft' ? [read.draft.key, ...(read.draft.otherKeys ?? [])] : [],
    );
    const known = await articles.importing.known(keys);
    const told = new Map<Item, Told>();
    const now = new Date();
    for (const item of items) if (item.read.kind === 'draft') told.set(item, tellOf(asOf(item.read.draft, now), known));
    const open = [...told.values()].filter(({ here, digest }) => isOpen(here?.takenDigest ?? null, digest));
    const found = await related.find(open.map(({ draft }) => draft));
    const steps: Step[] = [];
    let begun = performance.now();
    for (const item of items) {
      steps.push(stepOf(item, told.get(item), known, found));
      if (performance.now() - begun < stretch) continue;
      await breath();
      begun = performance.now();
    }
    return steps;
  };

  function tellOf(draft: Draft, known: Known): Told {
    const section = draft.section ?? fallback;
    return { draft, section, digest: digestOf(draft, section), here: known.get(pairOf(draft.key)) };
  }

  /** Whether a story is as it was taken in from the same draft. Of relations that were open, others may be there since. */
  function isAsTaken({ draft, digest, here }: Told, found: Known): boolean {
    if (here === undefined || here.takenVersion !== here.version) return false;
    if (here.takenDigest === digest) return true;
    if (!isOpen(here.takenDigest, digest)) return false;
    if (here.takenDigest !== digestWith(digest, idsOf(draft.related, found).length, draft.related.length)) return false;
    related.leaveOpen(draft, digest);
    return true;
  }

  function stepOf(item: Item, told: Told | undefined, known: Known, found: Known): Step {
    const { read } = item;
    if (read.kind === 'skipped' || told === undefined) {
      const [reason, detail] = read.kind === 'skipped' ? [read.reason, read.detail] : [null, null];
      return { item, outcome: outcomeOf(item, { outcome: 'skipped', reason, detail }) };
    }
    const { draft, section, digest, here } = told;
    const refused = (refusal: Refusal): Step => ({
      item,
      outcome: refusedAs(item, refusal, here?.id),
      title: refusal.title,
    });
    if (here?.status === 'trashed') return refused(putAway.trashed);
    if (here?.status === 'killed') return refused(putAway.killed);
    if (here !== undefined && mode !== 'upsert')
      return refused({ ...alreadyHere, outcome: mode === 'skip' ? 'skipped' : 'failed' });
    if (here !== undefined && isAsTaken(told, found)) {
      const dropped = [...draft.dropped];
      return { item, outcome: outcomeOf(item, { outcome: 'unchanged', articleId: here.id, dropped }) };
    }
    try {
      for (const other of draft.otherKeys ?? []) {
        const owner = known.get(pairOf(other))?.id;
        if (owner !== undefined && owner !== here?.id)
          throw externalIdTaken(`"${other.id}" of ${other.source} is what another article is called.`);
      }
      const article = articles.importing.prepare(actor, draft.key, inputOf(draft), datesOf(draft, actor));
      return { item, draft, section, known: here, digest, article };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return refused(refusal);
    }
  }
}

/** Why stories stay as they are that the desk has put away. */
export const putAway: Readonly<Record<'trashed' | 'killed', Refusal>> = {
  trashed: {
    outcome: 'skipped',
    reason: 'in-the-trash',
    title: 'It is in the trash here',
    detail: 'It is in the trash here: restore it to bring it up to date.',
  },
  killed: {
    outcome: 'skipped',
    reason: 'killed',
    title: 'It was killed here',
    detail: 'It was killed here: bring it back by unkill to bring it up to date.',
  },
};

const alreadyHere = {
  reason: 'already-here',
  title: 'It is here already',
  detail: 'It is here already, and was to be left as it is.',
};

export const refusedAs = (item: Item, { outcome, reason, detail }: Refusal, articleId?: string): ItemOutcome =>
  outcomeOf(item, { outcome, reason, detail, articleId: articleId ?? null });

/** What an error says of the story that it is about; undefined where it is about something else. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Problem) {
    const { code, title } = error.definition;
    return { outcome: 'failed', reason: code, title, detail: error.detail };
  }
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (Array.isArray(issues)) {
    const detail = issues.map(({ path, message }) => `/${path.map(String).join('/')} ${message}`).join('; ');
    return { outcome: 'failed', reason: 'does-not-fit', title: 'The desk does not take it as it is', detail };
  }
  const fault = faultOf(error);
  if (fault === undefined || fault === 'away' || fault === 'disk-full') return undefined;
  return {
    outcome: 'failed',
    reason: 'not-stored',
    title: 'The database does not take it as it is',
    detail: `The database does not take it as it is (${fault}).`,
  };
}

/** A story that is to be out at a time that lies ahead is no more than a draft yet. Brought again after it, it is published. */
function asOf(draft: Draft, now: Date): Draft {
  const { status, publishedAt, firstPublishedAt, dropped } = draft;
  const hour = publishedAt ?? firstPublishedAt;
  if (status === 'draft' || status === 'trashed' || hour === null || hour <= now) return draft;
  const what = `status ${status}, for ${hour.toISOString()}`;
  return { ...draft, status: 'draft', dropped: [...dropped, { what, reason: 'becomes-a-draft' }] };
}

/** When it was what elsewhere: of actors who may say so. Without a time, nothing has been published. */
function datesOf({ status, publishedAt, firstPublishedAt, updatedAt }: Draft, actor: Actor) {
  const isDated = publishedAt !== null || (status !== 'published' && firstPublishedAt !== null);
  const may = holds(actor, 'import');
  const isPast = status !== 'draft' && isDated;
  return {
    status: (status === 'published' || status === 'unpublished') && !isDated ? ('draft' as const) : status,
    publishedAt: isPast && (may || status === 'published') ? publishedAt : null,
    firstPublishedAt: isPast && may ? firstPublishedAt : null,
    updatedAt: may ? updatedAt : null,
  };
}

/** A draft as it is sent to the desk, but for the sections, people and stories that it refers to. */
function inputOf(draft: Draft): object {
  const stored = storedNames.flatMap((name) => (draft[name] === null ? [] : [[name, draft[name]]]));
  return {
    ...Object.fromEntries(stored),
    ...(draft.slug === null ? {} : { slug: draft.slug }),
    body: draft.body,
    people: draft.people.map(({ relation, titleAsPrinted }) => ({ person: 'somebody', relation, titleAsPrinted })),
    externalIds: draft.otherKeys ?? [],
  };
}
