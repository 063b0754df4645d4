/** The scopes of tokens, from the smallest to the largest. `admin` includes all others. */
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

/** Named sets of scopes. */
export const ROLES = {
  reader: ['content:read'],
  writer: ['content:read', 'content:write'],
  editor: ['content:read', 'content:write', 'content:publish'],
  moderator: ['comments:moderate'],
  importer: ['content:read', 'content:write', 'import'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof ROLES;
