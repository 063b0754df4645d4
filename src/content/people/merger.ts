import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { claimSlug } from '../slugs/index.js';
import { checkDirectoryChange } from '../visibility/index.js';
import { personEvents } from './events.js';
import {
  additionsFrom,
  changedNames,
  checkMergedSize,
  type MergeAdditions,
  notMerged,
  samePerson,
  withAdditions,
  withoutAdditions,
} from './merge.rules.js';
import { mergeStore } from './merge.store.js';
import { unknownPeople } from './references.js';
import { findPerson } from './references.store.js';
import { searchTextOf } from './rules.js';
import type { DeskWholePerson, PersonRow } from './schemas.js';
import { personSlugs, personStore } from './store.js';

/** What a module that names people does when two people are merged. */
export type PersonLinks = {
  /** Replaces one person by another everywhere. Returns the data to undo that, as JSON. */
  move(tx: Transaction, from: string, to: string): Promise<unknown>;
  moveBack(tx: Transaction, undoData: unknown, from: string, to: string): Promise<void>;
};

type Dependencies = {
  database: Session;
  events: Events;
  links: Readonly<Record<string, PersonLinks>>;
};

/** Merges two people and undoes merges. */
export function personMerger({ database, events, links }: Dependencies) {
  function merge(
    actor: Actor,
    ref: string,
    into: string,
    preconditions: Preconditions | undefined,
  ): Promise<DeskWholePerson> {
    return database.transaction(actor, async (tx) => {
      const [loser, winner] = await lockBoth(tx, ref, into);
      checkDirectoryChange(actor, loser.visibility, winner.visibility);
      checkPreconditions(preconditions, loser.version);
      const additions = additionsFrom(loser, winner);
      checkMergedSize(withAdditions(winner, additions));
      const slugs = await mergeStore.moveSlugs(tx, loser.id, winner.id);
      const followers = await mergeStore.redirect(tx, loser.id, winner.id);
      const linkUndoData: Record<string, unknown> = {};
      for (const [name, link] of Object.entries(links)) linkUndoData[name] = await link.move(tx, loser.id, winner.id);
      // Articles that named the merged person name the other from now on.
      const visibility = loser.visibility === 'public' ? loser.visibility : winner.visibility;
      const after = { ...withAdditions(winner, additions), visibility };
      const row = await updateWinner(tx, winner, after, additions);
      const { slug, wikidataId } = loser;
      await mergeStore.create(
        tx,
        {
          id: uuid(),
          loserId: loser.id,
          winnerId: winner.id,
          moved: { slugs, followers, slug, wikidataId, taken: additions, links: linkUndoData },
        },
        actor.name,
      );
      await appendEvent(tx, personEvents.merged, row, loser, actor);
      if (visibility !== winner.visibility)
        await events.append(tx, personEvents.updated, { subjectId: row.id, payload: { ...row, names: [] }, actor });
      return personStore.readWhole(tx, row.id);
    });
  }

  function unmerge(actor: Actor, ref: string): Promise<DeskWholePerson> {
    return database.transaction(actor, async (tx) => {
      const merge = await mergeStore.find(tx, ref);
      if (merge === undefined && (await findPerson(tx, ref)) === undefined)
        throw problems.notFound('There is no such person.');
      if (merge === undefined) throw notMerged(`There is no merge of "${ref}" that can be undone.`);
      if (!merge.isLast)
        throw notMerged('The remaining person was later merged into a third person. Undo that merge first.');
      const { loserId, winnerId, moved: transfer } = merge;
      const winner = await requirePerson(tx, winnerId);
      checkDirectoryChange(actor, winner.visibility);
      // A slug that the other person uses now stays with them.
      const back = await mergeStore.moveSlugs(
        tx,
        winnerId,
        loserId,
        transfer.slugs.filter((slug) => slug !== winner.slug),
      );
      const winnerAfter = await updateWinner(tx, winner, withoutAdditions(winner, transfer.taken), transfer.taken);
      const isFree = transfer.taken.wikidataId === null || winnerAfter.wikidataId === null;
      const slug = back.includes(transfer.slug)
        ? transfer.slug
        : await claimSlug(tx, personSlugs, {
            id: loserId,
            name: transfer.slug,
            requestedSlug: undefined,
            fallback: 'person',
          });
      await mergeStore.undoRedirect(tx, loserId, slug, isFree ? transfer.wikidataId : null, transfer.followers);
      for (const [name, link] of Object.entries(links))
        await link.moveBack(tx, transfer.links[name], winnerId, loserId);
      await mergeStore.markUndone(tx, merge.id);
      const loser = await requirePerson(tx, loserId);
      await appendEvent(tx, personEvents.unmerged, winnerAfter, loser, actor);
      return personStore.readWhole(tx, loser.id);
    });
  }

  /** Locks the merged and the remaining person in the order of their ids, so that two merges cannot deadlock. */
  async function lockBoth(tx: Transaction, ref: string, into: string): Promise<[PersonRow, PersonRow]> {
    const [loserId, winnerId] = [await findPerson(tx, ref), await findPerson(tx, into)];
    if (loserId === undefined) throw problems.notFound('There is no such person.');
    if (winnerId === undefined) throw unknownPeople([{ ref: into, place: { pointer: '/into' } }]);
    if (loserId === winnerId) throw samePerson('Both references lead to the same person.');
    const rows = new Map<string, PersonRow>();
    for (const id of [loserId, winnerId].sort()) rows.set(id, await requirePerson(tx, id));
    return [rows.get(loserId) as PersonRow, rows.get(winnerId) as PersonRow];
  }

  async function requirePerson(tx: Transaction, id: string): Promise<PersonRow> {
    const row = await personStore.hold(tx, id);
    if (row === undefined || row.id !== id) throw problems.notFound('The person no longer exists.');
    return row;
  }

  async function updateWinner(
    tx: Transaction,
    before: PersonRow,
    after: PersonRow,
    additions: MergeAdditions,
  ): Promise<PersonRow> {
    const { id, aliases, roles, version, createdAt: _createdAt, ...data } = after;
    const names = [data.name, data.givenName, data.familyName, ...data.shortNames, ...aliases.map(({ name }) => name)];
    const row = await personStore.update(tx, id, {
      ...data,
      searchText: searchTextOf(names),
      version: before.version + 1,
      updatedAt: new Date(),
    });
    if (additions.aliases.length > 0) await personStore.replaceAliases(tx, id, aliases);
    if (additions.roles.length > 0) await personStore.replaceRoles(tx, id, roles);
    return { ...row, aliases, roles };
  }

  function appendEvent(
    tx: Transaction,
    event: typeof personEvents.merged | typeof personEvents.unmerged,
    row: PersonRow,
    other: PersonRow,
    actor: Actor,
  ): Promise<void> {
    const names = [...new Set([...changedNames(undefined, row), ...changedNames(undefined, other)])];
    return events.append(tx, event, {
      subjectId: row.id,
      payload: { ...row, mergedId: other.id, mergedSlug: other.slug, mergedVisibility: other.visibility, names },
      actor,
    });
  }

  return { merge, unmerge };
}
