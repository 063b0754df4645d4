import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { claimSlug } from '../slugs/index.js';
import { personEvents } from './events.js';
import {
  changedNames,
  notMerged,
  samePerson,
  type TakenOver,
  takenOver,
  withoutTaken,
  withTaken,
} from './merge.rules.js';
import { mergeStore } from './merge.store.js';
import { unknownPeople } from './references.js';
import { findPerson } from './references.store.js';
import { searchTextOf } from './rules.js';
import type { PersonRow, WholePerson } from './schemas.js';
import { personSlugs, personStore } from './store.js';

/** What a part of the newsroom does for the people whom it names, when two of them are one. */
export type PersonLinks = {
  /** Has everything that names one person name another. @returns what it takes to move it back, as JSON */
  move(tx: Transaction, from: string, to: string): Promise<unknown>;
  moveBack(tx: Transaction, moved: unknown, from: string, to: string): Promise<void>;
};

type Needs = {
  database: Session;
  events: Events;
  links: Readonly<Record<string, PersonLinks>>;
};

/** Two entries that are one person become one, and two again. */
export function merging({ database, events, links }: Needs) {
  function merge(
    actor: Actor,
    ref: string,
    into: string,
    preconditions: Preconditions | undefined,
  ): Promise<WholePerson> {
    return database.transaction(actor, async (tx) => {
      const [loser, winner] = await both(tx, ref, into);
      checkPreconditions(preconditions, loser.version);
      const taken = takenOver(loser, winner);
      const slugs = await mergeStore.moveSlugs(tx, loser.id, winner.id);
      const followers = await mergeStore.follow(tx, loser.id, winner.id);
      const moved: Record<string, unknown> = {};
      for (const [name, link] of Object.entries(links)) moved[name] = await link.move(tx, loser.id, winner.id);
      const row = await rewrite(tx, winner, withTaken(winner, taken), taken);
      const { slug, wikidataId } = loser;
      await mergeStore.remember(
        tx,
        {
          id: uuid(),
          loserId: loser.id,
          winnerId: winner.id,
          moved: { slugs, followers, slug, wikidataId, taken, links: moved },
        },
        actor.name,
      );
      await tell(tx, personEvents.merged, row, loser, actor);
      return personStore.readWhole(tx, row.id);
    });
  }

  function unmerge(actor: Actor, ref: string): Promise<WholePerson> {
    return database.transaction(actor, async (tx) => {
      const merge = await mergeStore.last(tx, ref);
      if (merge === undefined && (await findPerson(tx, ref)) === undefined)
        throw problems.notFound('There is no such person.');
      if (merge === undefined) throw notMerged(`"${ref}" names no entry whose merge can be undone.`);
      const { loserId, winnerId, moved } = merge;
      const winner = await mustHold(tx, winnerId);
      // A slug that the other one goes by now stays there.
      const back = await mergeStore.moveSlugs(
        tx,
        winnerId,
        loserId,
        moved.slugs.filter((slug) => slug !== winner.slug),
      );
      const kept = await rewrite(tx, winner, withoutTaken(winner, moved.taken), moved.taken);
      const isFree = moved.taken.wikidataId === null || kept.wikidataId === null;
      const slug = back.includes(moved.slug)
        ? moved.slug
        : await claimSlug(tx, personSlugs, { id: loserId, name: moved.slug, asked: undefined, fallback: 'person' });
      await mergeStore.unfollow(tx, loserId, slug, isFree ? moved.wikidataId : null, moved.followers);
      for (const [name, link] of Object.entries(links)) await link.moveBack(tx, moved.links[name], winnerId, loserId);
      await mergeStore.undone(tx, merge.id);
      const loser = await mustHold(tx, loserId);
      await tell(tx, personEvents.unmerged, kept, loser, actor);
      return personStore.readWhole(tx, loser.id);
    });
  }

  /** The one who goes and the one who stays, locked in the same order whichever way they are merged. */
  async function both(tx: Transaction, ref: string, into: string): Promise<[PersonRow, PersonRow]> {
    const [loserId, winnerId] = [await findPerson(tx, ref), await findPerson(tx, into)];
    if (loserId === undefined) throw problems.notFound('There is no such person.');
    if (winnerId === undefined) throw unknownPeople([{ ref: into, place: { pointer: '/into' } }]);
    if (loserId === winnerId) throw samePerson('Both references lead to the same person.');
    const held = new Map<string, PersonRow>();
    for (const id of [loserId, winnerId].sort()) held.set(id, await mustHold(tx, id));
    return [held.get(loserId) as PersonRow, held.get(winnerId) as PersonRow];
  }

  async function mustHold(tx: Transaction, id: string): Promise<PersonRow> {
    const row = await personStore.hold(tx, id);
    if (row === undefined || row.id !== id) throw problems.notFound('There is no such person any more.');
    return row;
  }

  async function rewrite(tx: Transaction, before: PersonRow, after: PersonRow, taken: TakenOver): Promise<PersonRow> {
    const { id, aliases, roles, version, createdAt: _createdAt, ...data } = after;
    const names = [data.name, data.givenName, data.familyName, ...data.shortNames, ...aliases.map(({ name }) => name)];
    const row = await personStore.update(tx, id, {
      ...data,
      searchText: searchTextOf(names),
      version: before.version + 1,
      updatedAt: new Date(),
    });
    if (taken.aliases.length > 0) await personStore.replaceAliases(tx, id, aliases);
    if (taken.roles.length > 0) await personStore.replaceRoles(tx, id, roles);
    return { ...row, aliases, roles };
  }

  function tell(
    tx: Transaction,
    event: typeof personEvents.merged | typeof personEvents.unmerged,
    row: PersonRow,
    other: PersonRow,
    actor: Actor,
  ): Promise<void> {
    const names = [...new Set([...changedNames(undefined, row), ...changedNames(undefined, other)])];
    return events.append(tx, event, {
      subjectId: row.id,
      payload: { ...row, mergedId: other.id, mergedSlug: other.slug, names },
      actor,
    });
  }

  return { merge, unmerge };
}
