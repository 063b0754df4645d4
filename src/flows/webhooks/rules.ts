import { type Actor, hasScope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const webhookDisabled = defineProblem(
  'webhook-disabled',
  409,
  'The webhook is disabled',
  'Nothing is sent to it, and nothing can be replayed. Enable it with `PATCH {"enabled": true}` first; its `disabledReason` says why it was disabled.',
);

export const replayTooLarge = defineProblem(
  'replay-too-large',
  422,
  'The part of the log is too long',
  'A replay looks through 10,000 events at most. Name a shorter span, and the next one after it.',
);

/** Events that one replay looks through. */
export const maxReplayEvents = 10_000;

/** Whoever does not administrate sees the webhooks that were made by the same token, and no others. */
const mayManage = (actor: Actor, { tokenId }: { tokenId: string | null }): boolean =>
  hasScope(actor, 'admin') || (tokenId !== null && tokenId === actor.tokenId);

/** @throws not-found for a webhook that there is not, or that is none of the actor's business */
export function requireManaged<Row extends { tokenId: string | null }>(actor: Actor, row: Row | undefined): Row {
  if (row === undefined || !mayManage(actor, row)) throw problems.notFound('There is no such webhook.');
  return row;
}

/** @throws invalid-request for a URL to which nothing may be sent, for a reason that is at hand */
export function checkUrl(fault: { code: string; detail: string } | undefined): void {
  if (fault === undefined) return;
  throw problems.invalidRequest(`"/url": ${fault.detail}`, { errors: [{ pointer: '/url', ...fault }] });
}

/** Whether a type is one of those asked for: by its name, by that of its kind (`article.*`), or by `*`. */
export const matchesType = (types: readonly string[], type: string): boolean =>
  types.includes('*') || types.includes(type) || types.includes(`${type.split('.', 1)[0]}.*`);

/** @throws invalid-request naming each type for which there is no event */
export function checkTypes(types: readonly string[], knownTypes: readonly string[]): void {
  const errors = types.flatMap((type, index) => {
    if (knownTypes.some((one) => matchesType([type], one))) return [];
    const detail = `There is no event "${type}". There are: ${knownTypes.join(', ')}.`;
    return [{ pointer: `/types/${index}`, code: 'unknown-event-type', detail }];
  });
  if (errors.length === 0) return;
  throw problems.invalidRequest(`"${errors[0]?.pointer}": ${errors[0]?.detail}`, { errors });
}
