import type { Actor } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import { type EntryFile, type Fields, isFields, type Refusal } from './entries.js';

/** What the import of one entry did. `omissions` names the parts that could not be kept, with the reasons. */
export type EntryOutcome = { outcome: 'created' | 'updated' | 'unchanged'; omissions?: readonly string[] };

/** The outcomes of a file. */
export type EntryReport = {
  createdCount: number;
  updatedCount: number;
  unchangedCount: number;
  omissions: { from: string; what: string }[];
  refusals: Refusal[];
};

/**
 * Imports one entry of a file.
 *
 * @throws Problem if the entry is refused
 */
export type EntryImporter = (actor: Actor, entry: Fields) => Promise<EntryOutcome>;

/** An entry does not have the fields of its kind. The message names the fields. */
export class InvalidEntry extends Error {}

/** Returns what a read finds, or undefined if the resource does not exist. */
export async function unlessNotFound<Value>(read: Promise<Value>): Promise<Value | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Problem && error.definition === problems.notFound) return undefined;
    throw error;
  }
}

/**
 * Imports the entries of a file one after the other. Entries that refer to a later entry are tried again after it.
 * Refused entries change nothing, and do not stop the import.
 */
export async function importEntries(
  actor: Actor,
  { entries }: EntryFile,
  importEntry: EntryImporter,
): Promise<EntryReport> {
  const report: EntryReport = { createdCount: 0, updatedCount: 0, unchangedCount: 0, omissions: [], refusals: [] };
  let records: EntryRecord[] = [];
  for (const entry of entries) {
    const { from } = entry;
    if ('problem' in entry) report.refusals.push(entry);
    else if (isFields(entry.value)) records.push({ from, fields: entry.value });
    else report.refusals.push({ from, problem: 'must be an object' });
  }
  while (records.length > 0) {
    const retries: (EntryRecord & Refusal)[] = [];
    for (const record of records) {
      const { from, fields } = record;
      try {
        const { outcome, omissions = [] } = await importEntry(actor, fields);
        report[`${outcome}Count`] += 1;
        report.omissions.push(...omissions.map((what) => ({ from, what })));
      } catch (error) {
        if (!(error instanceof Problem || error instanceof InvalidEntry)) throw error;
        const refusal = { from, problem: error.message };
        if (error instanceof Problem && error.definition === problems.unknownReference)
          retries.push({ ...refusal, fields });
        else report.refusals.push(refusal);
      }
    }
    if (retries.length === records.length) {
      report.refusals.push(...retries.map(({ from, problem }) => ({ from, problem })));
      return report;
    }
    records = retries;
  }
  return report;
}

type EntryRecord = { from: string; fields: Fields };
