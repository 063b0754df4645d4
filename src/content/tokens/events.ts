import { defineEvent } from '../../platform/events/index.js';
import { Token } from './schemas.js';

const token = Token.pick({ id: true, name: true, scopes: true }).meta({
  id: 'TokenEventData',
  description: 'The id, name and scopes of the token, but not its secret value.',
  examples: [
    {
      id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
      name: 'Import script of the sports desk',
      scopes: ['content:read', 'content:write', 'import'],
    },
  ],
});

const forAdmins = { scope: 'admin', stale: () => [] } as const;

export const tokenEvents = {
  created: defineEvent({
    type: 'token.created',
    summary: 'A token was created',
    description: 'Sent when a token is created.',
    payload: token,
    ...forAdmins,
  }),
  revoked: defineEvent({
    type: 'token.revoked',
    summary: 'A token was revoked',
    description: 'Sent when a token is revoked.',
    payload: token,
    ...forAdmins,
  }),
};
