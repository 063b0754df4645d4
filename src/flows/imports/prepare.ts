import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  type ArticleService,
  type ExistingArticle,
  externalIdKey,
  externalIdTaken,
  getDatabaseFault,
  type PreparedArticle,
  storedNames,
} from '../../content/articles/index.js';
import { type Actor, hasScope } from '../../platform/auth/index.js';
import { Problem } from '../../platform/problems/index.js';
import { digestOf, digestWithRelations, hasOpenRelations } from './digest.js';
import type { Draft, DraftSection } from './draft.js';
import { type Item, type ItemOutcome, type Mode, outcomeOf, type Refusal } from './outcome.js';
import { type createRelationTracker, idsOf } from './relations.js';

/** For so long nobody else is held up. Milliseconds. */
const maxSliceMs = 1;

/** A story that has to be written, so far as it can be told before the story before it is. */
export type PreparedItem = {
  item: Item;
  draft: Draft;
  section: DraftSection | null;
  existingArticle: ExistingArticle | undefined;
  digest: string;
  article: PreparedArticle;
};

/** An item that is dealt with, or one that is to be written. */
export type Step = { item: Item; outcome: ItemOutcome; title?: string } | PreparedItem;

type Dependencies = {
  articles: ArticleService;
  actor: Actor;
  mode: Mode;
  section: DraftSection | null;
  relationTracker: ReturnType<typeof createRelationTracker>;
};

type ExistingArticles = ReadonlyMap<string, ExistingArticle>;

/** A story with what is here under its key. */
type DraftMatch = {
  draft: Draft;
  section: DraftSection | null;
  digest: string;
  existingArticle: ExistingArticle | undefined;
};

/** Looks up which stories are here, finds those that need nothing, and holds the others to what the desk takes. */
export function createPreparer({ articles, actor, mode, section: fallback, relationTracker }: Dependencies) {
  return async function prepare(items: readonly Item[]): Promise<Step[]> {
    const keys = items.flatMap(({ read }) =>
      read.kind === 'draft' ? [read.draft.key, ...(read.draft.otherKeys ?? [])] : [],
    );
    const existingArticles = await articles.importing.findExisting(keys);
    const matches = new Map<Item, DraftMatch>();
    const now = new Date();
    for (const item of items)
      if (item.read.kind === 'draft')
        matches.set(item, matchDraft(demoteFutureToDraft(item.read.draft, now), existingArticles));
    const openMatches = [...matches.values()].filter(({ existingArticle, digest }) =>
      hasOpenRelations(existingArticle?.takenDigest ?? null, digest),
    );
    const relatedArticles = await relationTracker.find(openMatches.map(({ draft }) => draft));
    const steps: Step[] = [];
    let sliceStartMs = performance.now();
    for (const item of items) {
      steps.push(stepOf(item, matches.get(item), existingArticles, relatedArticles));
      if (performance.now() - sliceStartMs < maxSliceMs) continue;
      await yieldToEventLoop();
      sliceStartMs = performance.now();
    }
    return steps;
  };

  function matchDraft(draft: Draft, existingArticles: ExistingArticles): DraftMatch {
    const section = draft.section ?? fallback;
    return {
      draft,
      section,
      digest: digestOf(draft, section),
      existingArticle: existingArticles.get(externalIdKey(draft.key)),
    };
  }

  /** Whether a story is as it was taken in from the same draft. Of relations that were open, others may be there since. */
  function isUnchanged({ draft, digest, existingArticle }: DraftMatch, relatedArticles: ExistingArticles): boolean {
    if (existingArticle === undefined || existingArticle.takenVersion !== existingArticle.version) return false;
    if (existingArticle.takenDigest === digest) return true;
    if (!hasOpenRelations(existingArticle.takenDigest, digest)) return false;
    if (
      existingArticle.takenDigest !==
      digestWithRelations(digest, idsOf(draft.relatedKeys, relatedArticles).length, draft.relatedKeys.length)
    )
      return false;
    relationTracker.leaveOpen(draft, digest);
    return true;
  }

  function stepOf(
    item: Item,
    match: DraftMatch | undefined,
    existingArticles: ExistingArticles,
    relatedArticles: ExistingArticles,
  ): Step {
    const { read } = item;
    if (read.kind === 'skipped' || match === undefined) {
      const [reason, detail] = read.kind === 'skipped' ? [read.reason, read.detail] : [null, null];
      return { item, outcome: outcomeOf(item, { outcome: 'skipped', reason, detail }) };
    }
    const { draft, section, digest, existingArticle } = match;
    const refuse = (refusal: Refusal): Step => ({
      item,
      outcome: refusalOutcome(item, refusal, existingArticle?.id),
      title: refusal.title,
    });
    if (existingArticle?.status === 'trashed') return refuse(removedArticleRefusals.trashed);
    if (existingArticle?.status === 'killed') return refuse(removedArticleRefusals.killed);
    if (existingArticle !== undefined && mode !== 'upsert')
      return refuse({ ...alreadyExists, outcome: mode === 'skip' ? 'skipped' : 'failed' });
    if (existingArticle !== undefined && isUnchanged(match, relatedArticles)) {
      const omissions = [...draft.omissions];
      return {
        item,
        outcome: outcomeOf(item, { outcome: 'unchanged', articleId: existingArticle.id, dropped: omissions }),
      };
    }
    try {
      for (const other of draft.otherKeys ?? []) {
        const owner = existingArticles.get(externalIdKey(other))?.id;
        if (owner !== undefined && owner !== existingArticle?.id)
          throw externalIdTaken(`"${other.id}" of ${other.source} is what another article is called.`);
      }
      const article = articles.importing.prepare(actor, draft.key, inputOf(draft), datesOf(draft, actor));
      return { item, draft, section, existingArticle, digest, article };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return refuse(refusal);
    }
  }
}

/** Why stories stay as they are that the desk has put away. */
export const removedArticleRefusals: Readonly<Record<'trashed' | 'killed', Refusal>> = {
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

const alreadyExists = {
  reason: 'already-here',
  title: 'It is here already',
  detail: 'It is here already, and was to be left as it is.',
};

export const refusalOutcome = (item: Item, { outcome, reason, detail }: Refusal, articleId?: string): ItemOutcome =>
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
  const fault = getDatabaseFault(error);
  if (fault === undefined || fault === 'away' || fault === 'disk-full') return undefined;
  return {
    outcome: 'failed',
    reason: 'not-stored',
    title: 'The database does not take it as it is',
    detail: `The database does not take it as it is (${fault}).`,
  };
}

/** A story that is to be out at a time that lies ahead is no more than a draft yet. Brought again after it, it is published. */
function demoteFutureToDraft(draft: Draft, now: Date): Draft {
  const { status, publishedAt, firstPublishedAt, omissions } = draft;
  const publishAt = publishedAt ?? firstPublishedAt;
  if (status === 'draft' || status === 'trashed' || publishAt === null || publishAt <= now) return draft;
  const what = `status ${status}, for ${publishAt.toISOString()}`;
  return { ...draft, status: 'draft', omissions: [...omissions, { what, reason: 'becomes-a-draft' }] };
}

/** When it was what elsewhere: of actors who may say so. Without a time, nothing has been published. */
function datesOf({ status, publishedAt, firstPublishedAt, updatedAt }: Draft, actor: Actor) {
  const isDated = publishedAt !== null || (status !== 'published' && firstPublishedAt !== null);
  const canImport = hasScope(actor, 'import');
  const isPast = status !== 'draft' && isDated;
  return {
    status: (status === 'published' || status === 'unpublished') && !isDated ? ('draft' as const) : status,
    publishedAt: isPast && (canImport || status === 'published') ? publishedAt : null,
    firstPublishedAt: isPast && canImport ? firstPublishedAt : null,
    updatedAt: canImport ? updatedAt : null,
  };
}

/** A draft as it is sent to the desk, but for the sections, people and stories that it refers to. */
function inputOf(draft: Draft): object {
  const storedFields = storedNames.flatMap((name) => (draft[name] === null ? [] : [[name, draft[name]]]));
  return {
    ...Object.fromEntries(storedFields),
    ...(draft.slug === null ? {} : { slug: draft.slug }),
    body: draft.body,
    people: draft.people.map(({ relation, titleAsPrinted }) => ({ person: 'somebody', relation, titleAsPrinted })),
    externalIds: draft.otherKeys ?? [],
  };
}
