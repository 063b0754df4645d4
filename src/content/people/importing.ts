import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { Problem } from '../../platform/problems/index.js';
import { claimSlug } from '../slugs/index.js';
import { personEvents } from './events.js';
import { isKnown, personOf, withRecord } from './import.rules.js';
import { changedNames } from './merge.rules.js';
import { knownAs } from './names.store.js';
import { checkSpans } from './rules.js';
import type { PersonInput, PersonRow } from './schemas.js';
import { personSlugs, personStore } from './store.js';
import { written } from './writing.js';

/** People that are written in one transaction. */
const chunk = 100;

export type PersonImport = { input: PersonInput /** Where it comes from, for whoever corrects it. */; from: string };

/** What has become of records: how many were new, have added something, were known; and those that were refused. */
export type Imported = {
  created: number;
  updated: number;
  unchanged: number;
  refused: { from: string; problem: string }[];
};

type Needs = {
  database: Session;
  events: Events;
};

/** Takes people in, many at a time. What is known stays, and the same records taken in again change nothing. */
export function importing({ database, events }: Needs) {
  async function importPeople(
    actor: Actor,
    records: readonly PersonImport[],
    onProgress: (done: number) => void = () => {},
  ): Promise<Imported> {
    const outcome: Imported = { created: 0, updated: 0, unchanged: 0, refused: [] };
    for (let at = 0; at < records.length; at += chunk) {
      const some = records.slice(at, at + chunk);
      const done = await database.transaction(actor, (tx) => take(tx, actor, some));
      outcome.created += done.created;
      outcome.updated += done.updated;
      outcome.unchanged += done.unchanged;
      outcome.refused.push(...done.refused);
      onProgress(Math.min(records.length, at + chunk));
    }
    return outcome;
  }

  async function take(tx: Transaction, actor: Actor, records: readonly PersonImport[]): Promise<Imported> {
    const known = await knownAs(
      tx,
      records.map(({ input }) => input),
    );
    const fresh = new Map<string, PersonRow>();
    const changed = new Map<string, { before: PersonRow; after: PersonRow }>();
    const refused: Imported['refused'] = [];
    let unchanged = 0;
    for (const { input, from } of records) {
      try {
        checkSpans(input);
        const before = personOf(input, known);
        if (before === undefined) {
          const row = await begin(tx, input);
          fresh.set(row.id, row);
          known.push(row);
          continue;
        }
        const after = withRecord(before, input);
        if (isKnown(before, after)) {
          unchanged += 1;
          continue;
        }
        known[known.indexOf(before)] = after;
        if (fresh.has(before.id)) fresh.set(before.id, after);
        else changed.set(before.id, { before: changed.get(before.id)?.before ?? before, after });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refused.push({ from, problem: error.message });
      }
    }
    const people = [...fresh.values()];
    await personStore.createMany(
      tx,
      people.map((row) => ({ id: row.id, write: written(row, row.slug) })),
    );
    for (const { before, after } of changed.values()) await rewrite(tx, before, after);
    await events.appendAll(
      tx,
      personEvents.created,
      people.map((row) => ({
        subjectId: row.id,
        payload: { ...row, names: changedNames(undefined, row) },
        actor,
      })),
    );
    await events.appendAll(
      tx,
      personEvents.updated,
      [...changed.values()].map(({ before, after }) => ({
        subjectId: after.id,
        payload: { ...after, version: before.version + 1, names: changedNames(before, after) },
        actor,
      })),
    );
    return { created: people.length, updated: changed.size, unchanged, refused };
  }

  /** Somebody new, as they will be stored. */
  async function begin(tx: Transaction, input: PersonInput): Promise<PersonRow> {
    const id = uuid();
    const asked = { id, name: input.name, asked: input.slug, fallback: 'person' };
    const { searchText: _, ...row } = written(input, await claimSlug(tx, personSlugs, asked));
    const now = new Date().toISOString();
    return { ...row, id, version: 1, createdAt: now, updatedAt: now };
  }

  async function rewrite(tx: Transaction, before: PersonRow, after: PersonRow): Promise<void> {
    const { aliases, roles, ...data } = written(after, after.slug);
    await personStore.update(tx, after.id, {
      ...data,
      sortName: before.sortName,
      version: before.version + 1,
      updatedAt: new Date(),
    });
    if (aliases.length !== before.aliases.length) await personStore.replaceAliases(tx, after.id, aliases);
    await personStore.replaceRoles(tx, after.id, roles);
  }

  return { importPeople };
}
