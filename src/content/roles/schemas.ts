import { z } from 'zod';
import { SCOPES } from '../../platform/auth/index.js';
import { text } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';
import { LIMITABLE_FIELDS } from '../field-limits/index.js';

export const tokenScope = z
  .enum(SCOPES)
  .meta({ id: 'TokenScope', description: 'A permission. `admin` includes all other scopes.' });

export const roleName = () =>
  z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must have lower-case letters, digits and single hyphens')
    .max(50, 'must have at most 50 characters')
    .meta({ examples: ['sports-editor'] });

const fieldName = z.enum(LIMITABLE_FIELDS as [string, ...string[]]).meta({
  id: 'LimitableField',
  description: 'The name of a field from which holders of a role can be barred.',
});

const fields = () => z.array(fieldName).max(LIMITABLE_FIELDS.length);

const ownEffect =
  'The own articles of a user are those that the user created and those that are assigned to the user. Those of a token that belongs to no user are the ones that it created.';

const hiddenMeta = {
  description: 'The fields that holders can neither read in draft copies nor change, such as `articles.seo`.',
};
const readOnlyMeta = { description: 'The fields that holders can read but not change.' };

const example = {
  name: 'sports-editor',
  description: 'Publishes sports articles. The marketing team writes the texts for search engines.',
  scopes: ['content:read', 'content:write', 'content:publish'],
  ownOnly: false,
  hiddenFields: [],
  readOnlyFields: ['articles.seo'],
};

export const Role = z
  .object({
    name: z.string().meta({ description: 'The name of the role.' }),
    description: z.string().nullable().meta({ description: 'What the role is for. Null if nobody has said so.' }),
    builtIn: z.boolean().meta({ description: 'Whether the role is part of Broadsheet. It cannot be changed then.' }),
    scopes: z.array(tokenScope).meta({ description: 'What holders may do. `admin` includes all other scopes.' }),
    ownOnly: z.boolean().meta({
      description: `Whether holders may only read and change their own articles. ${ownEffect}`,
    }),
    hiddenFields: z.array(z.string()).meta(hiddenMeta),
    readOnlyFields: z.array(z.string()).meta(readOnlyMeta),
    version: z.int().meta({ description: 'The number of changes of the role. Always 1 for a built-in role.' }),
  })
  .meta({
    id: 'StaffRole',
    description: 'A named set of scopes, with limits.',
    examples: [{ ...example, builtIn: false, version: 1 }],
  });

export const RoleList = pageOf(Role, 'StaffRoleList');

export const RoleInput = z
  .strictObject({
    description: text(500).nullable().optional().meta({ description: 'What the role is for, up to 500 characters.' }),
    scopes: z.array(tokenScope).min(1).max(SCOPES.length).meta({ description: 'What holders may do.' }),
    ownOnly: z
      .boolean()
      .default(false)
      .meta({
        description: `Whether holders may only read and change their own articles. ${ownEffect}`,
      }),
    hiddenFields: fields().default([]).meta(hiddenMeta),
    readOnlyFields: fields().default([]).meta(readOnlyMeta),
  })
  .meta({
    id: 'StaffRoleWrite',
    description: 'The definition of a role.',
    examples: [(({ name: _, ...definition }) => definition)(example)],
  });

export const RoleName = z.strictObject({ name: roleName().meta({ description: 'The name of the role.' }) });

export type Role = z.infer<typeof Role>;
export type RoleInput = z.infer<typeof RoleInput>;
