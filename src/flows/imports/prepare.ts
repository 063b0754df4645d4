import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  type ArticleService,
  type ExistingArticle,
  externalIdKey,
  externalIdTaken,
  type PreparedArticle,
  transferredNames,
} from '../../content/articles/index.js';
import { type Actor, hasScope } from '../../platform/auth/index.js';
import { assetReferencesOf, createKnownImages, leadImageInput, withKnownAssets, withOmittedAssets } from './assets.js';
import { digestOf, digestWithRelations, hasOpenRelations } from './digest.js';
import type { Draft, DraftSection } from './draft.js';
import { type Item, type ItemOutcome, type Mode, outcomeOf, type Refusal } from './outcome.js';
import { omissionsOf } from './permissions.js';
import { datesOf, demoteToDraft } from './publication.js';
import { refusalOf, refusalOfUpdate, refusalOutcome } from './refusals.js';
import { type createRelationTracker, idsOf } from './relations.js';

/** How long preparation may block the event loop. Milliseconds. */
const maxSliceMs = 1;

/** An article that is ready to be written, except for the ids of its references. */
export type PreparedItem = {
  item: Item;
  draft: Draft;
  section: DraftSection | null;
  existingArticle: ExistingArticle | undefined;
  digest: string;
  article: PreparedArticle;
};

/** An item with its outcome, or an item to be written. */
export type Step = { item: Item; outcome: ItemOutcome; title?: string } | PreparedItem;

type Dependencies = {
  articles: ArticleService;
  actor: Actor;
  mode: Mode;
  section: DraftSection | null;
  relationTracker: ReturnType<typeof createRelationTracker>;
};

type ExistingArticles = ReadonlyMap<string, ExistingArticle>;

/** What the database knows about a batch. `foreignIds` are the articles that the actor may not change. */
type BatchContext = {
  existingArticles: ExistingArticles;
  relatedArticles: ExistingArticles;
  foreignIds: ReadonlySet<string>;
};

/** A draft with the existing article that has its key. */
type DraftMatch = {
  draft: Draft;
  /** The position of the item in the file. */
  index: number;
  section: DraftSection | null;
  digest: string;
  existingArticle: ExistingArticle | undefined;
};

/** Creates the step that finds existing articles, detects unchanged ones, and validates the others. */
export function createPreparer({ articles, actor, mode, section: fallback, relationTracker }: Dependencies) {
  return async function prepare(items: readonly Item[]): Promise<Step[]> {
    const keys = items.flatMap(({ read }) =>
      read.kind === 'draft' ? [read.draft.key, ...(read.draft.otherKeys ?? [])] : [],
    );
    const existingArticles = await articles.importing.findExisting(keys);
    const foreignIds = await articles.importing.findForeign(
      actor,
      Array.from(existingArticles.values(), ({ id }) => id),
    );
    const matches = new Map<Item, DraftMatch>();
    const now = new Date();
    const { ids, checksums } = assetReferencesOf(items);
    const knownImages = createKnownImages(await articles.importing.findImages(ids, checksums));
    for (const item of items) {
      if (item.read.kind !== 'draft') continue;
      const draft = withKnownAssets(demoteToDraft(item.read.draft, now), knownImages);
      matches.set(item, matchDraft(draft, item.index, existingArticles));
    }
    const openMatches = [...matches.values()].filter(({ existingArticle, digest }) =>
      hasOpenRelations(existingArticle?.takenDigest ?? null, digest),
    );
    const relatedArticles = await relationTracker.find(openMatches.map(({ draft }) => draft));
    const steps: Step[] = [];
    let sliceStartMs = performance.now();
    for (const item of items) {
      steps.push(await stepOf(item, matches.get(item), { existingArticles, relatedArticles, foreignIds }));
      if (performance.now() - sliceStartMs < maxSliceMs) continue;
      await yieldToEventLoop();
      sliceStartMs = performance.now();
    }
    return steps;
  };

  function matchDraft(draft: Draft, index: number, existingArticles: ExistingArticles): DraftMatch {
    const section = draft.section ?? fallback;
    return {
      draft,
      index,
      section,
      digest: digestOf(draft, section),
      existingArticle: existingArticles.get(externalIdKey(draft.key)),
    };
  }

  /** Returns whether an article has not changed since it was imported from the same draft with the same relations. */
  function isUnchanged(
    { draft, index, digest, existingArticle }: DraftMatch,
    relatedArticles: ExistingArticles,
  ): boolean {
    if (existingArticle === undefined || existingArticle.takenVersion !== existingArticle.version) return false;
    // The last import left out the publication, and this one may be able to publish.
    if (existingArticle.isDraftOnly && hasScope(actor, 'content:publish')) return false;
    if (existingArticle.takenDigest === digest) return true;
    if (!hasOpenRelations(existingArticle.takenDigest, digest)) return false;
    if (
      existingArticle.takenDigest !==
      digestWithRelations(digest, idsOf(draft.relatedKeys, relatedArticles).length, draft.relatedKeys.length)
    )
      return false;
    relationTracker.leaveOpen(draft, digest, index);
    return true;
  }

  async function stepOf(
    item: Item,
    match: DraftMatch | undefined,
    { existingArticles, relatedArticles, foreignIds }: BatchContext,
  ): Promise<Step> {
    const { read } = item;
    if (read.kind === 'skipped' || match === undefined) {
      const { reason, detail, isFailure } =
        read.kind === 'skipped' ? read : { reason: null, detail: null, isFailure: undefined };
      return { item, outcome: outcomeOf(item, { outcome: isFailure ? 'failed' : 'skipped', reason, detail }) };
    }
    const { draft, section, digest, existingArticle } = match;
    const refuse = (refusal: Refusal): Step => ({
      item,
      outcome: refusalOutcome(item, refusal, existingArticle?.id),
      title: refusal.title,
    });
    const updateRefusal = existingArticle && refusalOfUpdate(draft, existingArticle, { actor, mode, foreignIds });
    if (updateRefusal !== undefined) return refuse(updateRefusal);
    if (existingArticle !== undefined && isUnchanged(match, relatedArticles)) {
      const { id: articleId, isDraftOnly } = existingArticle;
      const omissions = omissionsOf(draft, isDraftOnly, actor);
      return { item, outcome: outcomeOf(item, { outcome: 'unchanged', articleId, dropped: omissions }) };
    }
    try {
      for (const other of draft.otherKeys ?? []) {
        const owner = existingArticles.get(externalIdKey(other))?.id;
        if (owner !== undefined && owner !== existingArticle?.id)
          throw externalIdTaken(`The external id "${other.id}" of ${other.source} belongs to another article.`);
      }
      const { key, unknownAssets = [] } = draft;
      const { removedAssets, ...article } = await articles.importing.prepare(
        actor,
        { key, input: inputOf(draft), unknownAssets },
        datesOf(draft, actor),
      );
      return { item, draft: withOmittedAssets(draft, removedAssets), section, existingArticle, digest, article };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return refuse(refusal);
    }
  }
}

/** Returns a draft as the input of the API, without the ids of sections, people and related articles. */
function inputOf(draft: Draft): object {
  const storedFields = transferredNames.flatMap((name) => (draft[name] === null ? [] : [[name, draft[name]]]));
  return {
    ...Object.fromEntries(storedFields),
    leadImage: leadImageInput(draft),
    ...(draft.slug === null ? {} : { slug: draft.slug }),
    body: draft.body,
    people: draft.people.map(({ relation, titleAsPrinted }) => ({ person: 'somebody', relation, titleAsPrinted })),
    externalIds: draft.otherKeys ?? [],
  };
}
