import { type Actor, hasScope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const webhookDisabled = defineProblem(
  'webhook-disabled',
  409,
  'The webhook is disabled',
  'A disabled webhook receives no events, and no events can be replayed to it. Read its `disabledReason`, and enable the webhook with `PATCH {"enabled": true}`.',
);

export const replayTooLarge = defineProblem(
  'replay-too-large',
  422,
  'There are too many events to replay',
  'One replay can cover at most 10,000 events of the log. Replay a shorter part of the log, and then the next part.',
);

/** How many events of the log one replay can cover. */
export const maxReplayEvents = 10_000;

/** Who made a webhook: a user, or a token of the newsroom. Both are null for `ADMIN_TOKEN`. */
export type Maker = { tokenId: string | null; userId: string | null };

/**
 * Returns whether an actor may manage a webhook. Without the scope admin, it must have been made by the same user, or by
 * the same token of the newsroom.
 */
const mayManage = (actor: Actor, { tokenId, userId }: Maker): boolean =>
  hasScope(actor, 'admin') ||
  (actor.userId === null ? tokenId !== null && tokenId === actor.tokenId : userId === actor.userId);

/**
 * Returns a webhook that the actor may manage.
 *
 * @throws not-found if the webhook does not exist or the actor may not manage it
 */
export function requireManaged<Row extends Maker>(actor: Actor, row: Row | undefined): Row {
  if (row === undefined || !mayManage(actor, row))
    throw problems.notFound('The webhook does not exist, or it was made by another user or token.');
  return row;
}

/**
 * Refuses a URL that has a known fault.
 *
 * @throws invalid-request
 */
export function checkUrl(fault: { code: string; detail: string } | undefined): void {
  if (fault === undefined) return;
  throw problems.invalidRequest(`"/url": ${fault.detail}`, { errors: [{ pointer: '/url', ...fault }] });
}

/** Returns whether an event type is among the given ones, which may be names, kinds such as `article.*`, or `*`. */
export const matchesType = (types: readonly string[], type: string): boolean =>
  types.includes('*') || types.includes(type) || types.includes(`${type.split('.', 1)[0]}.*`);

/**
 * Checks that each type matches at least one event.
 *
 * @throws invalid-request with an error for each unknown type
 */
export function checkTypes(types: readonly string[], knownTypes: readonly string[]): void {
  const errors = types.flatMap((type, index) => {
    if (knownTypes.some((one) => matchesType([type], one))) return [];
    const detail = `The event type "${type}" does not exist. Choose from: ${knownTypes.join(', ')}.`;
    return [{ pointer: `/types/${index}`, code: 'unknown-event-type', detail }];
  });
  if (errors.length === 0) return;
  throw problems.invalidRequest(`"${errors[0]?.pointer}": ${errors[0]?.detail}`, { errors });
}
