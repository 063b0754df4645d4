import { type Actor, hasScope } from '../../platform/auth/index.js';
import type { Draft, Omission, ReadResult } from './draft.js';

const sendAgain = 'Import the file again with a token that has it';

const publicationOmission: Omission = {
  what: 'publication',
  reason: 'not-published',
  detail: `Only the draft copy was imported, because the token lacks the scope content:publish. ${sendAgain}, or publish the article.`,
};

const approvalOmission: Omission = {
  what: 'publication',
  reason: 'needs-approval',
  detail:
    'Only the draft copy was imported, because publishing needs the approval of a second person. Submit the article.',
};

/** Returns what is left out of an article. `isDraftOnly` says that its publication is. */
export function omissionsOf({ omissions }: Draft, isDraftOnly: boolean, actor: Actor): Omission[] {
  if (!isDraftOnly) return [...omissions];
  return [...omissions, hasScope(actor, 'content:publish') ? approvalOmission : publicationOmission];
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Leaves out the comments and corrections of articles if the actor may not make them public. The publication itself is
 * decided when an article is written, because it depends on the state of the article here.
 */
export function leaveOutForbidden(read: AsyncIterable<ReadResult>, actor: Actor): AsyncIterable<ReadResult> {
  const rights = { mayModerate: hasScope(actor, 'comments:moderate'), mayPublish: hasScope(actor, 'content:publish') };
  return rights.mayModerate && rights.mayPublish ? read : toPermittedItems(read, rights);
}

type Rights = { mayModerate: boolean; mayPublish: boolean };

async function* toPermittedItems(read: AsyncIterable<ReadResult>, rights: Rights): AsyncGenerator<ReadResult> {
  for await (const readResult of read)
    yield readResult.kind === 'draft'
      ? { ...readResult, draft: toPermittedDraft(readResult.draft, rights) }
      : readResult;
}

function toPermittedDraft(draft: Draft, { mayModerate, mayPublish }: Rights): Draft {
  const { comments, corrections, ...rest } = draft;
  const omissions = [...draft.omissions];
  if (!mayModerate && comments.length > 0)
    omissions.push({
      what: countOf(comments.length, 'comment'),
      reason: 'comments-not-imported',
      detail: `Comments were left out, because the token lacks the scope comments:moderate. ${sendAgain}.`,
    });
  if (!mayPublish && corrections !== undefined && corrections.length > 0)
    omissions.push({
      what: countOf(corrections.length, 'correction'),
      reason: 'corrections-not-imported',
      detail: `Corrections were left out, because the token lacks the scope content:publish. ${sendAgain}.`,
    });
  return {
    ...rest,
    comments: mayModerate ? comments : [],
    ...(mayPublish && corrections !== undefined ? { corrections } : {}),
    omissions,
  };
}
