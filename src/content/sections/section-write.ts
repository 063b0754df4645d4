import type { DeskSection, SectionInput } from './schemas.js';
import type { SectionRow } from './store.js';

/** Returns the columns of an input that every write sets. */
export function toColumns({ name, description, position }: Pick<SectionInput, 'name' | 'description' | 'position'>) {
  return { name, description: description ?? null, position: position ?? 0 };
}

/** Converts a stored section to an input, so that a merge patch can change it. */
export function asInput(row: SectionRow) {
  const { name, slug, description, parentId: parent, position } = row;
  return { name, slug, description, parent, position };
}

/** Converts a stored section to the one that responses show. */
export function toSection(row: SectionRow): DeskSection {
  const { lineage: _, ...section } = row;
  return { ...section, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
