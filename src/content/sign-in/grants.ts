import type { IssuerSettings } from '../../platform/issuer-settings.js';
import type { Claims } from '../../platform/oidc/index.js';
import type { StoredRights } from '../users/index.js';

/** A role, and the sections to which its holders are limited, for a value of a claim. */
export type Grant = NonNullable<IssuerSettings['grants']>[number];

/** Returns the value of a claim: that with exactly this name or, if there is none, the one at this path of names. */
function claimAt(claims: Claims, path: string): unknown {
  if (path in claims) return claims[path];
  return path.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isObject ? (value as Record<string, unknown>)[name] : undefined;
  }, claims);
}

/** Returns the first grant whose value is in the claim of the issuer. Undefined if there is none. */
export function findGrant({ claim, grants = [] }: IssuerSettings, claims: Claims): Grant | undefined {
  const values = [claimAt(claims, claim)].flat();
  return grants.find(({ value }) => values.includes(value));
}

/** Returns whether a user has the role and the sections of a grant. A former slug of a section does not count. */
export function hasGrant({ role, sections }: StoredRights, grant: Grant): boolean {
  if (role !== grant.role) return false;
  if (grant.sections === undefined || sections === null) return grant.sections === undefined && sections === null;
  const refs = grant.sections;
  return (
    refs.every((ref) => sections.some(({ id, slug }) => ref === id || ref === slug)) &&
    sections.every(({ id, slug }) => refs.includes(id) || refs.includes(slug))
  );
}
