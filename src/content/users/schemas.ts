import { z } from 'zod';
import { lowerCaseAddress } from '../../lib/email-address.js';
import { emailAddress, id, instant, nameText, patchSchemaOf, reference } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';
import { roleName } from '../roles/index.js';
import { sectionLimitEffect, sectionLimitInput, sectionLimitOutput } from '../section-limits/index.js';

const USER_STATUSES = ['invited', 'active', 'deactivated'] as const;

const userStatus = z.enum(USER_STATUSES).meta({
  id: 'UserStatus',
  description:
    'The state of a user. `invited` until the first sign-in, then `active`. A `deactivated` user cannot sign in, and all tokens of the user are revoked.',
});

const example = {
  id: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b',
  name: 'Marta Lindqvist',
  email: 'marta.lindqvist@paper.example',
  role: 'editor',
  sections: [{ id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'sport', name: 'Sport', path: 'sport' }],
  ownOnly: false,
  person: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'marta-lindqvist', name: 'Marta Lindqvist' },
  status: 'active' as const,
  lastSignInAt: '2026-11-30T08:00:00.000Z',
  version: 2,
  createdAt: '2026-11-24T09:00:00.000Z',
  updatedAt: '2026-11-24T09:30:00.000Z',
};

const ownOnlyMeta = {
  description: 'Whether the user may only read and change their own articles, even if the role does not say so.',
};

export const User = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ description: 'The name. The audit log, revisions and locks show it.' }),
    email: z.string().nullable().meta({
      description: 'The e-mail address, in lower case. Null if you are neither an administrator nor this user.',
    }),
    role: z.string().meta({ description: 'The name of the role.' }),
    sections: sectionLimitOutput()
      .nullable()
      .meta({
        description: `The sections to which the user is limited. Null if there is no limit. ${sectionLimitEffect}`,
      }),
    ownOnly: z.boolean().meta(ownOnlyMeta),
    person: z
      .object({ id: z.uuid(), slug: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'The user in the directory of people, for bylines. Null if there is no such person.' }),
    status: userStatus,
    lastSignInAt: instant()
      .nullable()
      .meta({ description: 'When the user last signed in. Null if the user never did.' }),
    version: z.int().meta({ description: 'The number of changes of the user.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({ id: 'User', description: 'A member of the staff.', examples: [example] });

export const UserList = pageOf(User, 'UserList');

export const UserInput = z
  .strictObject({
    name: nameText(200).meta({ description: 'The name, up to 200 characters.' }),
    email: emailAddress()
      .transform(lowerCaseAddress)
      .meta({ description: 'The e-mail address, which no other user has. It is stored in lower case.' }),
    role: roleName().meta({ description: 'The name of a built-in role, or of a role from `PUT /v1/roles/{name}`.' }),
    sections: sectionLimitInput().meta({
      description: `The ids or slugs of the sections to which the user is limited, at most 100. ${sectionLimitEffect} Null or omitted means no limit.`,
    }),
    ownOnly: z.boolean().optional().meta(ownOnlyMeta),
    person: reference().nullable().optional().meta({
      description: 'The id or slug of the user in the directory of people, for bylines.',
    }),
  })
  .meta({
    id: 'UserWrite',
    description: 'A user to create.',
    examples: [
      { name: example.name, email: example.email, role: 'editor', sections: ['sport'], person: 'marta-lindqvist' },
    ],
  });

export const UserPatch = patchSchemaOf(UserInput, 'UserPatch', { role: 'editor', sections: null });

export const UserListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
  role: roleName()
    .optional()
    .meta({ description: 'Only users with this role.', examples: ['editor'] }),
  status: z
    .enum(USER_STATUSES)
    .optional()
    .meta({ description: 'Only users in this state.', examples: ['active'] }),
});

export const UserId = z.strictObject({
  id: id().meta({ description: 'The id of the user.', examples: [example.id] }),
});

export type User = z.infer<typeof User>;
export type UserInput = z.infer<typeof UserInput>;
export type UserListQuery = z.infer<typeof UserListQuery>;
