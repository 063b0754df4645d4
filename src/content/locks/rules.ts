import { defineProblem, type Problem } from '../../platform/problems/index.js';
import type { Lock } from './schemas.js';

export const articleLocked = defineProblem(
  'locked',
  409,
  'Somebody else works on the article',
  'The problem names the holder and when the lock ends. Talk to them, wait, or take it over with `force: true`, which needs the scope content:publish. Saving is not refused meanwhile: a lock is advice.',
);

/** The refusal that names who holds an article. */
export function articleLockedProblem({ holder, since, expiresAt }: Lock): Problem {
  return articleLocked(`${holder} works on the article, and holds it until ${expiresAt}.`, {
    members: { holder, since, expiresAt },
  });
}
