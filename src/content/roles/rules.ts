import { OWN_ONLY_ROLES, type Rights, ROLES, type Role, type Scope, toFieldLimit } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

/** What the holders of a role may do. */
export type RoleRights = {
  scopes: readonly Scope[];
  ownOnly: boolean;
  hiddenFields: readonly string[];
  readOnlyFields: readonly string[];
};

export const builtInRole = defineProblem(
  'built-in-role',
  409,
  'The role is built in',
  'The built-in roles cannot be changed or deleted. Create a role with another name.',
);

export const roleInUse = defineProblem(
  'role-in-use',
  409,
  'Users have this role',
  'A role that users have cannot be deleted. Give these users another role first: `GET /v1/users?role=` lists them.',
);

/** The problem of a request whose `/role` names no role. */
export const createUnknownRoleProblem = (role: string) =>
  problems.unknownReference(`There is no role "${role}".`, {
    errors: [{ pointer: '/role', code: 'unknown-role', detail: `There is no role "${role}".` }],
  });

const isBuiltIn = (name: string): name is Role => Object.hasOwn(ROLES, name);

/** Returns what a built-in role may do. Undefined for other names. */
export function builtInRights(name: string): RoleRights | undefined {
  if (!isBuiltIn(name)) return undefined;
  return { scopes: ROLES[name], ownOnly: OWN_ONLY_ROLES.has(name), hiddenFields: [], readOnlyFields: [] };
}

export const builtInNames = Object.keys(ROLES) as Role[];

/** @throws built-in-role */
export function requireOwnRole(name: string): void {
  if (isBuiltIn(name)) throw builtInRole(`The role ${name} is built in.`);
}

/** Returns the rights of an actor who has a role and no further limit. */
export const toRights = ({ scopes, ownOnly, hiddenFields, readOnlyFields }: RoleRights): Rights => ({
  scopes: new Set(scopes),
  sectionLimit: null,
  isLimitedToOwn: ownOnly,
  fieldLimit: toFieldLimit(hiddenFields, readOnlyFields),
});
