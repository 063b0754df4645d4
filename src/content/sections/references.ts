import type { Reader, Transaction } from '../../platform/db/index.js';
import { problems } from '../../platform/problems/index.js';
import type { SectionRow, sectionStore } from './store.js';

/** Where a request names a section. */
type Place = { pointer?: string; parameter?: string };

/** Finds the sections that requests refer to by id or slug. */
export function sectionReferences(store: ReturnType<typeof sectionStore>) {
  /**
   * Finds the section of a reference.
   *
   * @throws unknown-reference with the place of the reference
   */
  async function requireSection(reader: Reader, ref: string, place: Place): Promise<SectionRow> {
    const row = await store.find(reader, ref);
    if (row === undefined) throw unknownSection(ref, place);
    return row;
  }

  /** Finds the section of a reference, and keeps it from being deleted until the transaction ends. Throws the same. */
  async function holdSection(tx: Transaction, ref: string, place: Place): Promise<SectionRow> {
    const row = await store.lock(tx, ref, 'key share');
    if (row === undefined) throw unknownSection(ref, place);
    return row;
  }

  return { requireSection, holdSection };
}

/** Returns the problem that a request refers to a section that does not exist. */
export function unknownSection(ref: string, place: Place) {
  const detail = `There is no section "${ref}".`;
  return problems.unknownReference(detail, { errors: [{ ...place, code: 'unknown-section', detail }] });
}
