import type { z } from 'zod';
import type { CursorSealer } from '../../lib/cursor-sealer.js';
import { type Actor, hasScope, type Scope } from '../../platform/auth/index.js';
import { showsAny } from '../../platform/fields/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const changesExpired = defineProblem(
  'changes-expired',
  410,
  'The cursor is outside the log of changes',
  'Events after this cursor have been deleted, or the cursor comes from another log. Get a new cursor with `after=latest`, read all data again, and continue from the new cursor.',
);

export const tooManyStreams = defineProblem(
  'too-many-streams',
  503,
  'Too many event streams are open',
  'The server has reached its maximum number of event streams. Wait for the number of seconds in `Retry-After`, or poll GET /v1/changes.',
);

/** The value of `after` that means the end of the log. */
export const LATEST = 'latest';

/**
 * Decodes a cursor to its position in the log.
 *
 * @throws invalid-request if the cursor does not belong to this log
 */
export function openCursor(cursors: CursorSealer, cursor: string, parameter: string): bigint {
  const position = cursors.open(cursor);
  if (position !== undefined) return position;
  throw problems.invalidRequest(`"${parameter}" is not a cursor of this log.`, {
    errors: [
      {
        parameter,
        code: 'bad-cursor',
        detail:
          'Send a cursor from the same log: /v1/changes and /v1/events share one, /v1/desk/changes and /v1/desk/events another. Omit it to start at the beginning.',
      },
    ],
  });
}

/**
 * Checks that the log still has every event after a position.
 *
 * @throws changes-expired if events after the position were deleted, or if the position is beyond the end of the log
 */
export function requireRetained(position: bigint, { horizon, newest }: { horizon: bigint; newest: bigint }): void {
  if (position < horizon)
    throw changesExpired('Events after this cursor have been deleted. Get a new cursor with after=latest.');
  if (position > newest)
    throw changesExpired('This cursor comes from another log. Get a new cursor with after=latest.');
}

/**
 * Checks that every type is the type of an event.
 *
 * @throws invalid-request for an unknown type
 */
export function checkTypes(types: readonly string[] | undefined, knownTypes: ReadonlySet<string>): void {
  const unknown = types?.find((type) => !knownTypes.has(type));
  if (unknown === undefined) return;
  const detail = `must be one of ${[...knownTypes].map((type) => JSON.stringify(type)).join('|')}`;
  throw problems.invalidRequest(`"type": ${detail}`, {
    errors: [{ parameter: 'type', code: 'unknown-type', detail }],
  });
}

/** Returns the event types that the actor may not read in the desk view: the data may show a field that is hidden. */
export function hiddenTypesFor(
  actor: Actor,
  definitions: readonly { type: string; scope: Scope; payload: z.ZodType }[],
): readonly string[] {
  const hiddenFields = actor.fieldLimit?.hiddenFields ?? [];
  const isHidden = ({ scope, payload }: (typeof definitions)[number]) =>
    !hasScope(actor, scope) || (hiddenFields.length > 0 && showsAny(payload, hiddenFields));
  return definitions.filter(isHidden).map(({ type }) => type);
}
