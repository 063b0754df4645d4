import { defineEvent } from '../../platform/events/index.js';
import { Role } from './schemas.js';

const role = Role.omit({ builtIn: true }).meta({
  id: 'StaffRoleEventData',
  description: 'The definition of the role.',
  examples: [
    {
      name: 'sports-editor',
      description: null,
      scopes: ['content:read', 'content:write', 'content:publish'],
      ownOnly: false,
      hiddenFields: [],
      readOnlyFields: ['articles.seo'],
      version: 1,
    },
  ],
});

const forAdmins = { scope: 'admin', stale: () => [] } as const;

export const roleEvents = {
  created: defineEvent({
    type: 'role.created',
    summary: 'A role was created',
    description: 'Sent when a role is created.',
    payload: role,
    ...forAdmins,
  }),
  updated: defineEvent({
    type: 'role.updated',
    summary: 'A role was changed',
    description:
      'Sent when the definition of a role changes. It applies to the next request of each user with the role.',
    payload: role,
    ...forAdmins,
  }),
  deleted: defineEvent({
    type: 'role.deleted',
    summary: 'A role was deleted',
    description: 'Sent when a role is deleted.',
    payload: role,
    ...forAdmins,
  }),
};
