import type { CursorSealer } from '../../lib/cursor-sealer.js';
import { type Actor, hasScope, type Scope } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';

export const changesExpired = defineProblem(
  'changes-expired',
  410,
  'The log does not go back that far',
  'Events after this cursor have been deleted since, or the log is another one than the cursor was taken from. Take a fresh cursor with `after=latest`, read everything anew, and go on from the cursor.',
);

export const tooManyStreams = defineProblem(
  'too-many-streams',
  503,
  'No more streams are held',
  'As many clients as the server takes are connected to the stream of changes. Wait for the seconds in `Retry-After`, or poll GET /v1/changes.',
);

/** Stands for the end of the log. */
export const LATEST = 'latest';

/** @throws invalid-request for what is no cursor of this log */
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

/** @throws changes-expired for a cursor behind which events are gone, or that lies beyond the end of the log */
export function requireRetained(position: bigint, { horizon, newest }: { horizon: bigint; newest: bigint }): void {
  if (position < horizon) throw changesExpired('Events that came after this cursor are kept no more.');
  if (position > newest) throw changesExpired('The log ends before this cursor: it is another log.');
}

/** @throws invalid-request for a type that there is not */
export function checkTypes(types: readonly string[] | undefined, knownTypes: ReadonlySet<string>): void {
  const unknown = types?.find((type) => !knownTypes.has(type));
  if (unknown === undefined) return;
  const detail = `expected one of ${[...knownTypes].map((type) => JSON.stringify(type)).join('|')}`;
  throw problems.invalidRequest(`"type": ${detail}`, {
    errors: [{ parameter: 'type', code: 'unknown-type', detail }],
  });
}

/** The types of which somebody may not read on the desk. */
export function hiddenTypesFor(
  actor: Actor,
  definitions: readonly { type: string; scope: Scope }[],
): readonly string[] {
  return definitions.filter(({ scope }) => !hasScope(actor, scope)).map(({ type }) => type);
}
