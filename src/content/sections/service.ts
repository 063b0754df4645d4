import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { JsonPage } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { type ExternalId, externalIds } from '../external-ids/index.js';
import { claimSlug } from '../slugs/index.js';
import { changeVisibility, checkDirectoryChange, chooseVisibility, type View } from '../visibility/index.js';
import { sectionEvents } from './events.js';
import { sectionReferences, unknownSection } from './references.js';
import { revealSections } from './reveal.js';
import { checkDeletable, checkParent, placeBelow } from './rules.js';
import { type DeskSection, SectionInput, type SectionListQuery } from './schemas.js';
import { asInput, toColumns, toSection } from './section-write.js';
import { type SectionRow, sectionSlugs, sectionStore } from './store.js';

/** What the articles module does when sections change. */
export type SectionArticles = {
  countIn(tx: Transaction, sectionId: string): Promise<number>;
  moveAll(tx: Transaction, from: string, to: string): Promise<void>;
  /** Lists the publications of these sections under their new ancestors after their lineage has changed. */
  relist(tx: Transaction, sectionIds: string[]): Promise<void>;
};

type Dependencies = {
  database: Session;
  events: Events;
  articles: SectionArticles;
  /** Returns the slugs of the lists whose rules name a section, in order, at most twenty. */
  listsNaming(tx: Transaction, sectionId: string): Promise<string[]>;
  /** Whether new sections are public if the actor has the scope `directory:write`. */
  isPublicByDefault: boolean;
};

export function sectionService({ database, events, articles, listsNaming, isPublicByDefault }: Dependencies) {
  const store = sectionStore(database);
  const { requireSection, holdSection } = sectionReferences(store);
  const keys = externalIds({ table: 'sectionExternalIds', owner: 'sectionId' });

  async function list(query: SectionListQuery, view: View): Promise<JsonPage> {
    const page = await store.list(query, view);
    if (page.items.length === 0 && query.parent !== undefined && query.parent !== 'none') {
      const { visibility } = await requireSection(database, query.parent, { parameter: 'parent' });
      if (view === 'public' && visibility === 'draft') throw unknownSection(query.parent, { parameter: 'parent' });
    }
    return page;
  }

  async function get(ref: string, { fields }: { fields?: string[] | undefined }, view: View) {
    return requireRow(await store.read(ref, fields, view));
  }

  function create(actor: Actor, input: SectionInput): Promise<DeskSection> {
    return database.transaction(actor, (tx) => createIn(tx, actor, input));
  }

  async function createIn(tx: Transaction, actor: Actor, input: SectionInput): Promise<DeskSection> {
    const visibility = chooseVisibility(actor, input.visibility, isPublicByDefault);
    await store.lockTree(tx);
    const id = uuid();
    const parent = await parentOf(tx, input);
    checkParent(id, parent, 1);
    const slug = await claimSlug(tx, sectionSlugs, {
      id,
      name: input.name,
      requestedSlug: input.slug,
      fallback: 'section',
    });
    const row = await store.create(tx, {
      id,
      slug,
      ...toColumns(input),
      visibility,
      parentId: parent?.id ?? null,
      ...placeBelow(parent, { id, slug }),
    });
    if (visibility === 'public') await revealSections(tx, events, actor, parent?.lineage ?? []);
    await events.append(tx, sectionEvents.created, { subjectId: id, payload: row, actor });
    return toSection(row);
  }

  /** Creates or replaces the section with an external id. */
  function upsertByExternalId(
    actor: Actor,
    key: ExternalId,
    input: SectionInput,
    preconditions?: Preconditions,
  ): Promise<{ section: DeskSection; outcome: 'created' | 'updated' | 'unchanged' }> {
    return database.transaction(actor, async (tx) => {
      const sectionId = await keys.hold(tx, key);
      if (sectionId === undefined) {
        checkPreconditions(preconditions, undefined);
        const section = await createIn(tx, actor, input);
        await keys.insert(tx, key, section.id);
        return { section, outcome: 'created' };
      }
      const before = requireRow(await store.find(tx, sectionId));
      checkPreconditions(preconditions, before.version);
      const parentId = (await parentOf(tx, input))?.id ?? null;
      const visibility = changeVisibility(before.visibility, input.visibility);
      const after = { ...toColumns(input), parentId, slug: input.slug ?? before.slug, visibility };
      if (isDeepStrictEqual({ ...before, ...after }, before))
        return { section: toSection(before), outcome: 'unchanged' };
      return { section: await updateIn(tx, actor, sectionId, () => input, preconditions), outcome: 'updated' };
    });
  }

  function replace(
    actor: Actor,
    ref: string,
    input: SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskSection> {
    return change(actor, ref, () => input, preconditions);
  }

  function patch(
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<DeskSection> {
    return change(actor, ref, (row) => applyPatch(SectionInput, asInput(row), changes), preconditions);
  }

  function change(
    actor: Actor,
    ref: string,
    next: (row: SectionRow) => SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskSection> {
    return database.transaction(actor, (tx) => updateIn(tx, actor, ref, next, preconditions));
  }

  async function updateIn(
    tx: Transaction,
    actor: Actor,
    ref: string,
    next: (row: SectionRow) => SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<DeskSection> {
    await store.lockTree(tx);
    const before = requireRow(await store.find(tx, ref));
    checkPreconditions(preconditions, before.version);
    const input = next(before);
    const visibility = changeVisibility(before.visibility, input.visibility);
    checkDirectoryChange(actor, before.visibility, visibility);
    const { id } = before;
    const parent = await parentOf(tx, input);
    if (parent?.id !== before.parentId) checkParent(id, parent, await store.levels(tx, id));
    const requestedSlug = input.slug ?? before.slug;
    const slug =
      requestedSlug === before.slug
        ? requestedSlug
        : await claimSlug(tx, sectionSlugs, { id, name: input.name, requestedSlug, fallback: 'section' });
    const row = await store.update(tx, id, {
      slug,
      ...toColumns(input),
      visibility,
      parentId: parent?.id ?? null,
      ...placeBelow(parent, { id, slug }),
      version: before.version + 1,
      updatedAt: new Date(),
    });
    await updateDescendants(tx, row);
    if (visibility === 'public') await revealSections(tx, events, actor, parent?.lineage ?? []);
    await events.append(tx, sectionEvents.updated, { subjectId: id, payload: row, actor });
    return toSection(row);
  }

  function remove(
    actor: Actor,
    ref: string,
    moveTo: string | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<void> {
    return database.transaction(actor, async (tx) => {
      await store.lockTree(tx);
      // Whatever refers to the section has been written before it is counted.
      const row = requireRow(await store.lock(tx, ref, 'update'));
      checkDirectoryChange(actor, row.visibility);
      checkPreconditions(preconditions, row.version);
      const target = moveTo === undefined ? null : await requireSection(tx, moveTo, { parameter: 'moveTo' });
      const use = {
        articles: await articles.countIn(tx, row.id),
        children: await store.countChildren(tx, row.id),
        lists: await listsNaming(tx, row.id),
      };
      checkDeletable(use, row.id, target);
      if (target !== null) {
        await articles.moveAll(tx, row.id, target.id);
        await store.adoptChildren(tx, row.id, target.id);
        await updateDescendants(tx, target);
        if (row.visibility === 'public') await revealSections(tx, events, actor, target.lineage);
      }
      await store.remove(tx, row.id);
      await events.append(tx, sectionEvents.deleted, {
        subjectId: row.id,
        payload: { ...row, movedTo: target?.id ?? null },
        actor,
      });
    });
  }

  async function updateDescendants(tx: Transaction, { id }: SectionRow): Promise<void> {
    const movedIds = await store.rewriteDescendants(tx, id);
    await articles.relist(tx, [id, ...movedIds]);
  }

  async function parentOf(tx: Transaction, { parent }: SectionInput): Promise<SectionRow | null> {
    return parent === undefined || parent === null ? null : requireSection(tx, parent, { pointer: '/parent' });
  }

  return {
    list,
    get,
    create,
    replace,
    patch,
    upsertByExternalId,
    remove,
    requireSection,
    holdSection,
    isEmpty: store.isEmpty,
  };
}

export type SectionService = ReturnType<typeof sectionService>;

function requireRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('There is no such section.');
  return row;
}
