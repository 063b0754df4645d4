import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { Problem } from '../../platform/problems/index.js';
import { claimSlug } from '../slugs/index.js';
import { checkDirectoryChange, chooseVisibility } from '../visibility/index.js';
import { personEvents } from './events.js';
import { type FileSlugs, isUnchanged, mergeRecord, personOf } from './import.rules.js';
import { changedNames } from './merge.rules.js';
import { findImportCandidates } from './names.store.js';
import { toPersonWrite } from './person-write.js';
import { checkSpans } from './rules.js';
import type { PersonInput, PersonRow } from './schemas.js';
import { personSlugs, personStore } from './store.js';

/** The number of records that one transaction writes. */
const chunkSize = 100;

export type PersonImport = { input: PersonInput /** Its place in the file, for error reports. */; from: string };

/** The outcome of an import: how many people were created, updated or unchanged, and which records were refused. */
export type ImportOutcome = {
  createdCount: number;
  updatedCount: number;
  unchangedCount: number;
  refusals: { from: string; problem: string }[];
};

type Dependencies = {
  database: Session;
  events: Events;
  isPublicByDefault: boolean;
};

/** Imports people in batches. Existing data is kept, and importing the same records again changes nothing. */
export function personImporter({ database, events, isPublicByDefault }: Dependencies) {
  async function importPeople(
    actor: Actor,
    records: readonly PersonImport[],
    onProgress: (doneCount: number) => void = () => {},
  ): Promise<ImportOutcome> {
    const outcome: ImportOutcome = { createdCount: 0, updatedCount: 0, unchangedCount: 0, refusals: [] };
    const fileSlugs = {
      all: new Set(records.flatMap(({ input: { slug } }) => slug ?? [])),
      byPersonId: new Map<string, string>(),
    };
    for (let offset = 0; offset < records.length; offset += chunkSize) {
      const chunkRecords = records.slice(offset, offset + chunkSize);
      const chunkOutcome = await database.transaction(actor, (tx) => importChunk(tx, actor, chunkRecords, fileSlugs));
      outcome.createdCount += chunkOutcome.createdCount;
      outcome.updatedCount += chunkOutcome.updatedCount;
      outcome.unchangedCount += chunkOutcome.unchangedCount;
      outcome.refusals.push(...chunkOutcome.refusals);
      onProgress(Math.min(records.length, offset + chunkSize));
    }
    return outcome;
  }

  async function importChunk(
    tx: Transaction,
    actor: Actor,
    records: readonly PersonImport[],
    fileSlugs: FileSlugs,
  ): Promise<ImportOutcome> {
    const candidates = await findImportCandidates(
      tx,
      records.map(({ input }) => input),
    );
    const fresh = new Map<string, PersonRow>();
    const updates = new Map<string, { before: PersonRow; after: PersonRow }>();
    const refusals: ImportOutcome['refusals'] = [];
    let unchangedCount = 0;
    for (const { input, from } of records) {
      try {
        checkSpans(input);
        const before = personOf(input, candidates, fileSlugs);
        if (before === undefined) {
          const row = await createRow(tx, actor, input);
          fresh.set(row.id, row);
          candidates.push(row);
          if (input.slug !== undefined) fileSlugs.byPersonId.set(row.id, input.slug);
          continue;
        }
        if (input.slug !== undefined) fileSlugs.byPersonId.set(before.id, input.slug);
        const after = mergeRecord(before, input);
        if (isUnchanged(before, after)) {
          unchangedCount += 1;
          continue;
        }
        checkDirectoryChange(actor, before.visibility, after.visibility);
        candidates[candidates.indexOf(before)] = after;
        if (fresh.has(before.id)) fresh.set(before.id, after);
        else updates.set(before.id, { before: updates.get(before.id)?.before ?? before, after });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refusals.push({ from, problem: error.message });
      }
    }
    const people = [...fresh.values()];
    await personStore.createMany(
      tx,
      people.map((row) => ({ id: row.id, write: toPersonWrite(row, row) })),
    );
    for (const { before, after } of updates.values()) await rewrite(tx, before, after);
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
      [...updates.values()].map(({ before, after }) => ({
        subjectId: after.id,
        payload: { ...after, version: before.version + 1, names: changedNames(before, after) },
        actor,
      })),
    );
    return { createdCount: people.length, updatedCount: updates.size, unchangedCount, refusals };
  }

  /** Claims a slug for a new person and returns the person as they will be stored. */
  async function createRow(tx: Transaction, actor: Actor, input: PersonInput): Promise<PersonRow> {
    const id = uuid();
    const visibility = chooseVisibility(actor, input.visibility, isPublicByDefault);
    const requestedSlug = { id, name: input.name, requestedSlug: input.slug, fallback: 'person' };
    const slug = await claimSlug(tx, personSlugs, requestedSlug);
    const { searchText: _, ...row } = toPersonWrite(input, { slug, visibility });
    const now = new Date().toISOString();
    return { ...row, id, version: 1, createdAt: now, updatedAt: now };
  }

  async function rewrite(tx: Transaction, before: PersonRow, after: PersonRow): Promise<void> {
    const { aliases, roles, ...data } = toPersonWrite(after, after);
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
