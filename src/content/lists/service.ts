import { LRUCache } from 'lru-cache';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { JsonItem, JsonPage, Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import type { ArticleService } from '../articles/index.js';
import type { SectionService } from '../sections/index.js';
import { claimSlug } from '../slugs/index.js';
import { listEvents } from './events.js';
import { asInput, createContentResolver } from './list-content.js';
import type { Definition } from './public-list.store.js';
import { movePin, type Pin, placesOf, requireBaseVersion, withBaseVersion } from './rules.js';
import {
  type DeskList,
  type DeskListCard,
  ListInput,
  type ListListQuery,
  type ListMove,
  type ListOrder,
  type ListQuery,
} from './schemas.js';
import { type ListRow, listSlugs, listStore } from './store.js';

type Dependencies = {
  database: Session;
  events: Events;
  articles: Pick<ArticleService, 'findAll'>;
  sections: Pick<SectionService, 'holdSection'>;
  /** The address below which the renditions of assets are. */
  mediaUrl: string;
};

/** The number of attempts to read a list that changes at the same time. */
const maxAttempts = 4;

export function listService({ database, events, articles, sections, mediaUrl }: Dependencies) {
  const store = listStore(database, mediaUrl);
  const { resolve, resolvePins } = createContentResolver({ articles, sections });
  // Caches definitions of lists. The statement checks the version, so an outdated definition finds no row.
  const definitions = new LRUCache<string, Definition>({ max: 500 });

  const list = (query: ListListQuery): Promise<JsonPage> => store.listPublic(query);

  const listDesk = (query: ListListQuery): Promise<Page<DeskListCard>> => store.listDesk(query);

  async function getDesk(ref: string): Promise<DeskList> {
    return withEmptyPlaces(requireRow(await store.readDesk(ref)));
  }

  /** Returns a published list, with one statement. The first read and the first one after a change need two. */
  async function get(ref: string, query: ListQuery): Promise<JsonItem> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const definition = definitions.get(ref) ?? (await store.definition(ref));
      if (definition === undefined) break;
      const item = await store.readPublic(definition, query);
      if (item === undefined) {
        definitions.delete(ref);
        continue;
      }
      definitions.set(ref, definition);
      return item;
    }
    throw notFound();
  }

  function create(actor: Actor, input: ListInput): Promise<DeskList> {
    return database.transaction(actor, async (tx) => {
      const id = uuid();
      const slug = await claimSlug(tx, listSlugs, {
        id,
        name: input.name,
        requestedSlug: input.slug,
        fallback: 'list',
      });
      const { pins, ...data } = await resolve(tx, input);
      await store.create(tx, { id, slug, ...data });
      await store.pin(tx, id, pins);
      return recordChange(tx, listEvents.created, { id, wasPublished: false }, actor);
    });
  }

  const replace = (actor: Actor, ref: string, input: ListInput, preconditions?: Preconditions): Promise<DeskList> =>
    change(actor, ref, preconditions, (tx, row) =>
      resolve(tx, input, row.rule).then((data) => ({ ...data, requestedSlug: input.slug })),
    );

  const patch = (
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions?: Preconditions,
  ): Promise<DeskList> =>
    change(actor, ref, preconditions, async (tx, row) => {
      const input = applyPatch(ListInput, asInput(row), changes);
      return { ...(await resolve(tx, input, row.rule)), requestedSlug: input.slug };
    });

  /** Replaces all places. Throws stale-version if somebody else has changed the list meanwhile. */
  function order(
    actor: Actor,
    ref: string,
    { version, items }: ListOrder,
    preconditions?: Preconditions,
  ): Promise<DeskList> {
    return change(actor, ref, requireBaseVersion(version, preconditions), async (tx, row) => ({
      pins: await resolvePins(tx, items, row.size),
    }));
  }

  function move(
    actor: Actor,
    ref: string,
    { article, to, version }: ListMove,
    preconditions?: Preconditions,
  ): Promise<DeskList> {
    const effectivePreconditions = withBaseVersion(version, preconditions);
    return change(actor, ref, effectivePreconditions, async (tx, row) => {
      const [pinnedArticle] = await articles.findAll(tx, [article]);
      return { pins: movePin(row.pins, pinnedArticle?.id ?? '', to, row.size) };
    });
  }

  type ListChanges = Partial<Awaited<ReturnType<typeof resolve>>> & { pins: Pin[]; requestedSlug?: string | undefined };

  function change(
    actor: Actor,
    ref: string,
    preconditions: Preconditions | undefined,
    next: (tx: Transaction, row: ListRow) => Promise<ListChanges>,
  ): Promise<DeskList> {
    return database.transaction(actor, async (tx) => {
      const row = requireRow(await store.lock(tx, ref));
      checkPreconditions(preconditions, row.version);
      const { pins, requestedSlug = row.slug, ...data } = await next(tx, row);
      const { id } = row;
      const slug =
        requestedSlug === row.slug
          ? requestedSlug
          : await claimSlug(tx, listSlugs, { id, name: row.name, requestedSlug, fallback: 'list' });
      await store.update(tx, id, { ...data, slug, version: row.version + 1, updatedAt: new Date() });
      await store.pin(tx, id, pins);
      return recordChange(tx, listEvents.changed, { id, wasPublished: row.published }, actor);
    });
  }

  function remove(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = requireRow(await store.lock(tx, ref));
      checkPreconditions(preconditions, row.version);
      await store.remove(tx, row.id);
      const { id, slug, version, published: isPublished } = row;
      await events.append(tx, listEvents.deleted, {
        subjectId: id,
        payload: { id, slug, version, published: isPublished },
        actor,
      });
    });
  }

  async function recordChange(
    tx: Transaction,
    event: (typeof listEvents)['created' | 'changed'],
    { id, wasPublished }: { id: string; wasPublished: boolean },
    actor: Actor,
  ): Promise<DeskList> {
    const row = await store.readDesk(id, tx);
    if (row === undefined) throw new Error(`List ${id} is missing in the transaction that wrote it.`);
    const { slug, version, published: isPublished } = row;
    const payload = { id, slug, version, published: isPublished, wasPublished };
    await events.append(tx, event, { subjectId: id, payload, actor });
    return withEmptyPlaces(row);
  }

  /** Returns those of the references that no article has. */
  async function findUnknownArticles(refs: readonly string[]): Promise<ReadonlySet<string>> {
    const knownRefs = new Set((refs.length === 0 ? [] : await articles.findAll(database, refs)).map(({ ref }) => ref));
    return new Set(refs.filter((ref) => !knownRefs.has(ref)));
  }

  return { list, listDesk, get, getDesk, findUnknownArticles, create, replace, patch, order, move, remove };
}

export type ListService = ReturnType<typeof listService>;

const notFound = () => problems.notFound('There is no such list, or it is not published.');

function requireRow<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw notFound();
  return row;
}

const emptyPlace = { article: null, label: null, headline: null, standfirst: null, until: null, live: false };

/** Adds the empty places to a list, as the desk shows it. */
const withEmptyPlaces = (row: DeskList): DeskList => ({
  ...row,
  items: placesOf(row.items).map((item, index) => item ?? { position: index + 1, ...emptyPlace }),
});
