import { defineProblem, type Problem } from '../../platform/problems/index.js';
import type { Lock } from './schemas.js';

export const articleLocked = defineProblem(
  'locked',
  409,
  'Somebody else has locked the article',
  '`holder` says who has the lock, and `expiresAt` says when it expires. Ask the holder, wait, or take over the lock with `force: true`, which requires the scope `content:publish`. A lock is advisory and does not prevent saving.',
);

/** Returns the problem that names the holder of the lock. */
export function articleLockedProblem({ holder, since, expiresAt }: Lock): Problem {
  return articleLocked(`${holder} has locked the article until ${expiresAt}.`, {
    members: { holder, since, expiresAt },
  });
}
