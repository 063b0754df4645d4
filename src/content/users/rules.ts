import { type Actor, hasScope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import type { User } from './schemas.js';

export const emailTaken = defineProblem(
  'email-taken',
  409,
  'Another user has this e-mail address',
  'Each user has an e-mail address of their own, by which identity providers recognise them. Send another address, or change the user who has it.',
);

export const createEmailTakenProblem = () =>
  emailTaken('Another user has this e-mail address.', {
    errors: [{ pointer: '/email', code: 'taken', detail: 'must be an address that no other user has.' }],
  });

export const createUnknownPersonProblem = (ref: string) =>
  problems.unknownReference(`There is no person "${ref}".`, {
    errors: [{ pointer: '/person', code: 'unknown-person', detail: `There is no person "${ref}".` }],
  });

/**
 * Returns a user as an actor may see them. Only administrators see the e-mail addresses of others.
 */
export function presentTo(actor: Actor, user: User): User {
  const isHidden = actor.fieldLimit?.hiddenFields.includes('users.email') ?? false;
  const isVisible = actor.userId === user.id || (hasScope(actor, 'admin') && !isHidden);
  return isVisible ? user : { ...user, email: null };
}
