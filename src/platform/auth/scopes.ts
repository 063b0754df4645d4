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

/** Named sets of scopes. */
export const ROLES = {
  reader: ['content:read'],
  writer: ['content:read', 'content:write'],
  editor: ['content:read', 'content:write', 'content:publish', 'directory:write'],
  moderator: ['comments:moderate'],
  importer: ['content:read', 'content:write', 'import'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof ROLES;
