/**
 * The scopes of tokens, from the smallest to the largest. `admin` includes all others.
 *
 * Nothing that the public sees changes without `content:publish` (articles, corrections, lists), `directory:write`
 * (sections, people, mentions) or `comments:moderate` (comments).
 */
export const SCOPES = [
  'content:read',
  'content:write',
  'content:publish',
  'directory:write',
  'comments:moderate',
  'import',
  'webhooks',
  'tokens',
  'admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** The built-in roles: named sets of scopes. */
export const ROLES = {
  reader: ['content:read'],
  contributor: ['content:read', 'content:write'],
  writer: ['content:read', 'content:write'],
  editor: ['content:read', 'content:write', 'content:publish', 'directory:write'],
  moderator: ['comments:moderate'],
  importer: ['content:read', 'content:write', 'import'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;

/** The name of a built-in role. */
export type Role = keyof typeof ROLES;

/** The built-in roles whose holders may only read and change their own articles. */
export const OWN_ONLY_ROLES: ReadonlySet<string> = new Set<Role>(['contributor']);
