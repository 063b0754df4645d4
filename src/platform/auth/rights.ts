import type { Actor, FieldLimit } from './actor.js';
import type { Scope } from './scopes.js';
import type { LimitSection, SectionLimit } from './section-limit.js';

/** What an actor may do. */
export type Rights = Pick<Actor, 'scopes' | 'sectionLimit' | 'isLimitedToOwn' | 'fieldLimit'>;

/** Returns the rights that both have: those of a token, and those that its user has now. */
export function intersectRights(first: Rights, second: Rights): Rights {
  return {
    scopes: intersectScopes(first.scopes, second.scopes),
    sectionLimit: intersectSections(first.sectionLimit, second.sectionLimit),
    isLimitedToOwn: first.isLimitedToOwn || second.isLimitedToOwn,
    fieldLimit: uniteFieldLimits(first.fieldLimit, second.fieldLimit),
  };
}

export function intersectScopes(first: ReadonlySet<Scope>, second: ReadonlySet<Scope>): ReadonlySet<Scope> {
  if (first.has('admin')) return second;
  if (second.has('admin')) return first;
  return new Set([...first].filter((scope) => second.has(scope)));
}

const isWithin = ({ path }: LimitSection, limit: SectionLimit): boolean =>
  limit.some((section) => path === section.path || path.startsWith(`${section.path}/`));

/** Returns the sections of each limit that are within the other one. */
function intersectSections(first: SectionLimit | null, second: SectionLimit | null): SectionLimit | null {
  if (first === null) return second;
  if (second === null) return first;
  const sections = [
    ...first.filter((section) => isWithin(section, second)),
    ...second.filter((section) => isWithin(section, first)),
  ];
  return [...new Map(sections.map((section) => [section.id, section])).values()];
}

/** Returns the limit that forbids every field that one of the limits forbids. */
export function uniteFieldLimits(first: FieldLimit | null, second: FieldLimit | null): FieldLimit | null {
  if (first === null) return second;
  if (second === null) return first;
  return toFieldLimit(
    [...first.hiddenFields, ...second.hiddenFields],
    [...first.readOnlyFields, ...second.readOnlyFields],
  );
}

/** Returns a limit of fields, or null if it names none. */
export function toFieldLimit(hiddenFields: readonly string[], readOnlyFields: readonly string[]): FieldLimit | null {
  if (hiddenFields.length === 0 && readOnlyFields.length === 0) return null;
  return { hiddenFields: [...new Set(hiddenFields)].sort(), readOnlyFields: [...new Set(readOnlyFields)].sort() };
}

/** Returns whether two actors may do the same, except for the order of their scopes. */
export function haveSameRights(first: Rights, second: Rights): boolean {
  const keys = [first, second].map(({ scopes, sectionLimit, isLimitedToOwn, fieldLimit }) =>
    JSON.stringify([[...scopes].sort(), sectionLimit?.map(({ id }) => id).sort(), isLimitedToOwn, fieldLimit]),
  );
  return keys[0] === keys[1];
}
