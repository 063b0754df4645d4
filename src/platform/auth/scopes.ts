/** What a token may do, smallest grant first. `admin` includes all of them. */
export const SCOPES = [
  'content:read',
  'content:write',
  'content:publish',
  'comments:moderate',
  'import',
  'webhooks',
  'admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Named sets of scopes, as newsrooms hand them out. */
export const ROLES = {
  reader: ['content:read'],
  writer: ['content:read', 'content:write'],
  editor: ['content:read', 'content:write', 'content:publish'],
  moderator: ['comments:moderate'],
  importer: ['content:read', 'content:write', 'import'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof ROLES;
