import type { LimitSection, SectionLimit } from '../../platform/auth/index.js';
import type { Reader } from '../../platform/db/index.js';
import { problems } from '../../platform/problems/index.js';
import { findSections } from './section-limits.store.js';

/**
 * Returns the sections to which a token or user is limited, by path and without duplicates.
 *
 * @param refs the ids or slugs of the sections, from `/sections` of the request
 * @throws unknown-reference
 */
export async function requireLimitSections(reader: Reader, refs: readonly string[]): Promise<SectionLimit> {
  const sections = await findSections(reader, refs);
  const errors = refs.flatMap((ref, index) =>
    sections[index] === undefined
      ? [{ pointer: `/sections/${index}`, code: 'unknown-section', detail: `There is no section "${ref}".` }]
      : [],
  );
  if (errors[0] !== undefined) throw problems.unknownReference(errors[0].detail, { errors });
  const knownSections = sections.filter((section): section is LimitSection => section !== undefined);
  const uniqueSections = new Map(knownSections.map((section) => [section.id, section]));
  return [...uniqueSections.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
