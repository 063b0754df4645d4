import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Reader, Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { FinishedPage } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { type ExternalId, externalIds } from '../external-ids/index.js';
import { claimSlug } from '../slugs/index.js';
import { sectionEvents } from './events.js';
import { checkDeletable, checkParent, placeBelow } from './rules.js';
import { type Section, SectionInput, type SectionListQuery } from './schemas.js';
import { type SectionRow, sectionSlugs, sectionStore } from './store.js';

/** What articles do for sections: who lists articles under a section keeps those lists right. */
export type SectionArticles = {
  countIn(tx: Transaction, sectionId: string): Promise<number>;
  moveAll(tx: Transaction, from: string, to: string): Promise<void>;
  /** The lineage of these sections has changed: list what is published in them under their new ancestors. */
  relist(tx: Transaction, sectionIds: string[]): Promise<void>;
};

type Needs = { database: Session; events: Events; articles: SectionArticles };

export function sectionService({ database, events, articles }: Needs) {
  const store = sectionStore(database);
  const keys = externalIds({ table: 'sectionExternalIds', owner: 'sectionId' });

  async function list(query: SectionListQuery): Promise<FinishedPage> {
    const page = await store.list(query);
    if (page.items.length === 0 && query.parent !== undefined && query.parent !== 'none') {
      await mustFind(database, query.parent, { parameter: 'parent' });
    }
    return page;
  }

  async function get(ref: string, { fields }: { fields?: string[] | undefined } = {}) {
    return found(await store.readPublic(ref, fields));
  }

  function create(actor: Actor, input: SectionInput): Promise<Section> {
    return database.transaction(actor, (tx) => make(tx, actor, input));
  }

  async function make(tx: Transaction, actor: Actor, input: SectionInput): Promise<Section> {
    await store.lockTree(tx);
    const id = uuid();
    const parent = await parentOf(tx, input);
    checkParent(id, parent, 1);
    const slug = await claimSlug(tx, sectionSlugs, { id, name: input.name, asked: input.slug, fallback: 'section' });
    const row = await store.create(tx, {
      id,
      slug,
      ...written(input),
      parentId: parent?.id ?? null,
      ...placeBelow(parent, { id, slug }),
    });
    await events.append(tx, sectionEvents.created, { subjectId: id, payload: row, actor });
    return present(row);
  }

  /** Writes the section that another system knows under an id: makes it, or brings it to what is sent. */
  function putExternal(
    actor: Actor,
    key: ExternalId,
    input: SectionInput,
    preconditions?: Preconditions,
  ): Promise<{ section: Section; outcome: 'created' | 'updated' | 'unchanged' }> {
    return database.transaction(actor, async (tx) => {
      const known = await keys.hold(tx, key);
      if (known === undefined) {
        checkPreconditions(preconditions, undefined);
        const section = await make(tx, actor, input);
        await keys.keep(tx, key, section.id);
        return { section, outcome: 'created' };
      }
      const before = found(await store.find(tx, known));
      checkPreconditions(preconditions, before.version);
      const parentId = (await parentOf(tx, input))?.id ?? null;
      const wanted = { ...written(input), parentId, slug: input.slug ?? before.slug };
      if (isDeepStrictEqual(wanted, { ...written(before), parentId: before.parentId, slug: before.slug }))
        return { section: present(before), outcome: 'unchanged' };
      return { section: await bring(tx, actor, known, () => input, preconditions), outcome: 'updated' };
    });
  }

  function replace(
    actor: Actor,
    ref: string,
    input: SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<Section> {
    return change(actor, ref, () => input, preconditions);
  }

  function patch(
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<Section> {
    return change(actor, ref, (row) => applyPatch(SectionInput, asInput(row), changes), preconditions);
  }

  function change(
    actor: Actor,
    ref: string,
    next: (row: SectionRow) => SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<Section> {
    return database.transaction(actor, (tx) => bring(tx, actor, ref, next, preconditions));
  }

  async function bring(
    tx: Transaction,
    actor: Actor,
    ref: string,
    next: (row: SectionRow) => SectionInput,
    preconditions: Preconditions | undefined,
  ): Promise<Section> {
    await store.lockTree(tx);
    const before = found(await store.find(tx, ref));
    checkPreconditions(preconditions, before.version);
    const input = next(before);
    const { id } = before;
    const parent = await parentOf(tx, input);
    if (parent?.id !== before.parentId) checkParent(id, parent, await store.levels(tx, id));
    const asked = input.slug ?? before.slug;
    const slug =
      asked === before.slug
        ? asked
        : await claimSlug(tx, sectionSlugs, { id, name: input.name, asked, fallback: 'section' });
    const row = await store.update(tx, id, {
      slug,
      ...written(input),
      parentId: parent?.id ?? null,
      ...placeBelow(parent, { id, slug }),
      version: before.version + 1,
      updatedAt: new Date(),
    });
    await followTree(tx, row);
    await events.append(tx, sectionEvents.updated, { subjectId: id, payload: row, actor });
    return present(row);
  }

  function remove(
    actor: Actor,
    ref: string,
    moveTo: string | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<void> {
    return database.transaction(actor, async (tx) => {
      await store.lockTree(tx);
      const row = found(await store.find(tx, ref));
      checkPreconditions(preconditions, row.version);
      const target = moveTo === undefined ? null : await mustFind(tx, moveTo, { parameter: 'moveTo' });
      const use = { articles: await articles.countIn(tx, row.id), children: await store.countChildren(tx, row.id) };
      checkDeletable(use, row.id, target);
      if (target !== null) {
        await articles.moveAll(tx, row.id, target.id);
        await store.adoptChildren(tx, row.id, target.id);
        await followTree(tx, target);
      }
      await store.remove(tx, row.id);
      await events.append(tx, sectionEvents.deleted, {
        subjectId: row.id,
        payload: { ...row, movedTo: target?.id ?? null },
        actor,
      });
    });
  }

  async function followTree(tx: Transaction, { id }: SectionRow): Promise<void> {
    const moved = await store.replace(tx, id);
    await articles.relist(tx, [id, ...moved]);
  }

  async function parentOf(tx: Transaction, { parent }: SectionInput): Promise<SectionRow | null> {
    return parent === undefined || parent === null ? null : mustFind(tx, parent, { pointer: '/parent' });
  }

  /** The section that something refers to. @throws unknown-reference, naming the place */
  async function mustFind(
    reader: Reader,
    ref: string,
    place: { pointer?: string; parameter?: string },
  ): Promise<SectionRow> {
    const row = await store.find(reader, ref);
    if (row === undefined) throw unknownSection(ref, place);
    return row;
  }

  return { list, get, create, replace, patch, putExternal, remove, mustFind, isEmpty: store.isEmpty };
}

export function unknownSection(ref: string, place: { pointer?: string; parameter?: string }) {
  const detail = `There is no section "${ref}".`;
  return problems.unknownReference(detail, { errors: [{ ...place, code: 'unknown-section', detail }] });
}

export type SectionService = ReturnType<typeof sectionService>;

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('There is no such section.');
  return row;
}

function written({ name, description, position }: Pick<SectionInput, 'name' | 'description' | 'position'>) {
  return { name, description: description ?? null, position: position ?? 0 };
}

function asInput(row: SectionRow) {
  const { name, slug, description, parentId: parent, position } = row;
  return { name, slug, description, parent, position };
}

function present(row: SectionRow): Section {
  const { lineage: _, ...section } = row;
  return { ...section, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
