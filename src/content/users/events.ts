import { defineEvent } from '../../platform/events/index.js';
import { User } from './schemas.js';

const user = User.pick({ id: true, name: true, role: true, status: true }).meta({
  id: 'UserEventData',
  description: 'The id, name, role and state of the user, but not the e-mail address.',
  examples: [{ id: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b', name: 'Marta Lindqvist', role: 'editor', status: 'active' }],
});

const defineUserEvent = <Type extends `user.${string}`>(type: Type, summary: string, description: string) =>
  defineEvent({ type, summary, description, payload: user, scope: 'admin', stale: () => [] });

export const userEvents = {
  created: defineUserEvent('user.created', 'A user was created', 'Sent when a user is created.'),
  updated: defineUserEvent('user.updated', 'A user was changed', 'Sent when a user is changed, for example the role.'),
  deactivated: defineUserEvent(
    'user.deactivated',
    'A user was deactivated',
    'Sent when a user is deactivated. All tokens of the user are revoked.',
  ),
  reactivated: defineUserEvent('user.reactivated', 'A user was reactivated', 'Sent when a user may sign in again.'),
  deleted: defineUserEvent(
    'user.deleted',
    'A user was deleted',
    'Sent when a user is deleted. All tokens of the user are revoked.',
  ),
};
