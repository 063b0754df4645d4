import { isDeepStrictEqual } from 'node:util';
import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import type { ExternalId } from '../../external-ids/index.js';
import { wantedSlug } from '../../slugs/index.js';
import { storedBody } from '../drafts/writing.js';
import { articleEvents } from '../events.js';
import { checkEmbargo, mayEndPlan } from '../planning/scheduling.rules.js';
import { newsstandStore as newsstand } from '../publishing/newsstand.store.js';
import { changesOf, type FieldChange } from '../revisions/previewing.js';
import { ArticleInput, type Status } from '../schemas.js';
import type { ArticleRow, DeskStore } from '../store.js';
import {
  type ArrivingArticle,
  broughtRow,
  isOwn,
  newRow,
  type PreparedArticle,
  relatedRow,
  storyOf,
} from './arriving.js';
import { type ArrivingRow, arrivalStore } from './importing.store.js';

/** What became of an article. `trashed`, `killed`: it has been put away here, and stays there. */
type Arrival = { id: string; outcome: 'created' | 'updated' | 'unchanged' | 'trashed' | 'killed' };

/** An article whose relations had to wait for others. */
type OpenArticle = { id: string; version: number; key: ExternalId; related: string[]; digest: string };

type Dates = Pick<PreparedArticle, 'status' | 'publishedAt' | 'firstPublishedAt' | 'updatedAt'>;
type Changed = { before: ArticleRow; after: ArrivingRow };
type Writing = { created: readonly ArrivingRow[]; changed: readonly Changed[] };
type Needs = { database: Session; events: Events; desk: DeskStore; clock: () => Date };

/** Articles that are many: who takes in so many at once is likely to bring more. */
const many = 20;

/** Takes in articles from elsewhere by the hundred, with the same number of statements whatever they are. */
export function articleImporting({ database, events, desk, clock }: Needs) {
  const store = arrivalStore(database);
  let lastMany = Number.NEGATIVE_INFINITY;

  /** For how long no articles have been taken in by the hundred in this process. Milliseconds. */
  const quietFor = (): number => performance.now() - lastMany;

  /**
   * Holds what is sent to what the desk takes. What it refers to is no part of that.
   *
   * @throws forbidden for a time of publication without the scope `import`; invalid-request; ZodError
   */
  function prepare(actor: Actor, key: ExternalId, sent: unknown, dates: Dates): PreparedArticle {
    const input = ArticleInput.parse(sent);
    if (dates.status === 'published' || dates.status === 'unpublished') mustHold(actor, 'import');
    const named = { name: input.headline, fallback: 'article' };
    const slug = wantedSlug({ ...named, asked: input.slug });
    const otherSlug = input.slug === undefined ? slug : wantedSlug({ ...named, asked: undefined });
    return { key, input, body: storedBody(input), slug, otherSlug, ...dates };
  }

  /**
   * Writes up to some hundred articles in one transaction: makes those that are not known, and brings the others to what was sent.
   * What the database refuses of one, such as a key that somebody else has taken meanwhile, it refuses of all.
   *
   * @param keep hears what became of each, in that transaction
   */
  function takeAll(
    actor: Actor,
    arrivals: readonly ArrivingArticle[],
    keep: (tx: Transaction, outcomes: readonly Arrival[]) => Promise<void>,
  ): Promise<Arrival[]> {
    return database.transaction(actor, async (tx) => {
      const now = new Date();
      const known = await store.read(idsOf(arrivals.flatMap((arrival) => arrival.known ?? [])), tx);
      const created = await begun(
        tx,
        arrivals.filter((arrival) => arrival.known === undefined),
        now,
      );
      const changed: Changed[] = [];
      const same: ArrivingRow[] = [];
      const outcomes: Arrival[] = [];
      for (const arrival of arrivals) {
        const before = known.get(arrival.known?.id ?? '');
        if (before === undefined) {
          if (arrival.known !== undefined) throw problems.notFound('It was deleted while it was imported.');
          outcomes.push({ id: arrival.id, outcome: 'created' });
        } else if (isPutAway(before.status)) {
          outcomes.push({ id: before.id, outcome: before.status });
        } else {
          const after = broughtRow(arrival, await renamed(tx, before, arrival.input.slug), before, now);
          const isChanged = after.version > before.version;
          if (isChanged) changed.push({ before, after });
          else if (!isOwn(after.key, after.id)) same.push(after);
          outcomes.push({ id: before.id, outcome: isChanged ? 'updated' : 'unchanged' });
        }
      }
      mayMove(actor, changed, clock());
      await write(tx, actor, { created, changed }, now);
      await store.remember(tx, same);
      await keep(tx, outcomes);
      await tell(tx, actor, { created, changed });
      if (arrivals.length >= many) lastMany = performance.now();
      return outcomes;
    });
  }

  /** Relates articles to others that have come since, but those that have been changed meanwhile. @returns how many were changed */
  function relateAll(actor: Actor, open: readonly OpenArticle[]): Promise<number> {
    return database.transaction(actor, async (tx) => {
      const rows = await store.read(idsOf(open), tx);
      const changed: Changed[] = [];
      const same: ArrivingRow[] = [];
      for (const one of open) {
        const before = rows.get(one.id);
        if (before === undefined || isPutAway(before.status) || before.version !== one.version) continue;
        if (!isDeepStrictEqual(before.related, one.related)) changed.push({ before, after: relatedRow(before, one) });
        else if (!isOwn(one.key, one.id)) same.push({ ...relatedRow(before, one), version: before.version });
      }
      await write(tx, actor, { created: [], changed }, new Date());
      await store.remember(tx, same);
      await tell(tx, actor, { created: [], changed });
      return changed.length;
    });
  }

  /** What would change of each, field by field; nothing is written. */
  async function preview(arrivals: readonly ArrivingArticle[]): Promise<FieldChange[][]> {
    const rows = await store.read(idsOf(arrivals.flatMap(({ known }) => known ?? [])));
    return arrivals.map((arrival) => {
      const before = rows.get(arrival.known?.id ?? '');
      const story = storyOf(arrival, arrival.input.slug ?? before?.slug ?? arrival.slug);
      return changesOf(before, { ...arrival, story });
    });
  }

  /** New articles with slugs of their own. */
  async function begun(tx: Transaction, arrivals: readonly ArrivingArticle[], now: Date): Promise<ArrivingRow[]> {
    const own = await store.takeSlugs(tx, arrivals);
    const rows: ArrivingRow[] = [];
    for (const arrival of arrivals) {
      const { id, slug, otherSlug } = arrival;
      rows.push(newRow(arrival, own.has(id) ? slug : await store.takeSlugLike(tx, otherSlug, id), now));
    }
    return rows;
  }

  /** The slug after a change: one that another has is left to that one. */
  async function renamed(tx: Transaction, { slug: now, id }: ArticleRow, asked: string | undefined): Promise<string> {
    if (asked === undefined || asked === now || !(await store.takeSlug(tx, asked, id))) return now;
    if (!(await desk.isSlugKept(tx, id, now))) await desk.releaseSlug(tx, now, id);
    return asked;
  }

  async function write(tx: Transaction, actor: Actor, { created, changed }: Writing, now: Date): Promise<void> {
    await store.create(tx, created, actor.name, now);
    await store.update(
      tx,
      changed.map(({ after }) => after),
      actor.name,
      now,
    );
    const live = [...created, ...changed.filter(isMoved).map(({ after }) => after)].filter(isLive);
    await newsstand.put(tx, idsOf(live));
    await newsstand.take(tx, idsOf(changed.filter(isTakenOff).map(({ after }) => after)));
    await newsstand.remember(tx, idsOf(created.filter(({ status }) => status === 'unpublished')));
    const shown = changed.filter((one) => isMoved(one) && isLive(one.after));
    const releases = shown.map(({ before, after }) => ({
      id: after.id,
      before: before.publishedRevision,
      after: after.revision,
    }));
    if (releases.length > 0) await releaseCorrections(tx, events, actor, releases, now);
  }

  /** Tells of each article what single writes would tell of it. */
  async function tell(tx: Transaction, actor: Actor, { created, changed }: Writing): Promise<void> {
    const begun = created.map((row) => ({ ...row, status: 'draft', version: 1 }));
    const saved = changed
      .filter(({ after }) => after.isSaved)
      .map(({ before, after }) => ({ ...after, status: before.status, version: before.version + 1 }));
    const moved = [...created, ...changed.filter(isMoved).map(({ after }) => after)];
    const having = (status: Status) => moved.filter((row) => row.status === status);
    const told = (rows: readonly ArrivingRow[]) => rows.map((row) => toldOf(row, actor));
    await events.appendAll(tx, articleEvents.created, told(begun));
    await events.appendAll(tx, articleEvents.updated, told(saved));
    await events.appendAll(tx, articleEvents.published, told(having('published')));
    await events.appendAll(tx, articleEvents.unpublished, told(having('unpublished')));
    await events.appendAll(tx, articleEvents.trashed, told(having('trashed')));
  }

  return { known: store.known, prepare, takeAll, relateAll, preview, quietFor };
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
/** Whether nothing but the desk brings it back. */
export const isPutAway = (status: string): status is 'trashed' | 'killed' =>
  status === 'trashed' || status === 'killed';
const isLive = ({ status }: ArrivingRow): boolean => status === 'published';
const isTakenOff = ({ before, after }: Changed): boolean => before.status === 'published' && !isLive(after);

/** Whether more than the working copy is another than before. */
const isMoved = ({ before, after }: Changed): boolean => after.version > before.version + Number(after.isSaved);

/** @throws forbidden for what is taken from readers, or ends a plan, without the right to it; embargoed for what would be shown before its hour */
function mayMove(actor: Actor, changed: readonly Changed[], now: Date): void {
  if (changed.some(isTakenOff)) mustHold(actor, 'content:publish');
  for (const { before, after } of changed) mayEndPlan(actor, before, after);
  for (const one of changed) if (isMoved(one) && isLive(one.after)) checkEmbargo(one.before, now);
}

function toldOf({ id, story, status, version, revision }: ArrivingRow, actor: Actor) {
  return { subjectId: id, payload: { id, slug: story.slug, status: status as Status, version, revision }, actor };
}
