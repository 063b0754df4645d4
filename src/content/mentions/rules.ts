import { isWellFormed } from '../../lib/well-formed.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import type { Method } from './parts.schemas.js';
import type { MentionPatch, MentionStatus } from './schemas.js';

export const overlaps = defineProblem(
  'mention-overlaps',
  409,
  'The mention overlaps another mention',
  'Two mentions cannot overlap, and an editor has confirmed the existing one. Reject the existing mention, or change its person.',
);

export const nobodyNamed = defineProblem(
  'nobody-named',
  409,
  'The mention has no person',
  'A mention without a person cannot be confirmed or rejected. Name the person in `person`.',
);

/** The maximum length of a name in UTF-16 units. */
const maxNameLength = 200;

/** Checks that a span lies in the text and can contain a name. @throws invalid-request */
export function checkSpan(text: string, start: number, end: number): void {
  const surface = text.slice(start, end);
  const detail =
    end > text.length
      ? `must not be greater than ${text.length}, the length of the text in UTF-16 units.`
      : start >= end
        ? 'must be greater than `start`.'
        : end - start > maxNameLength
          ? `must be at most ${maxNameLength} UTF-16 units after \`start\`.`
          : surface.trim() !== surface || surface.includes('\n') || !isWellFormed(surface)
            ? 'and `start` must enclose a name without line breaks or outer white space, and not split a character.'
            : undefined;
  if (detail !== undefined)
    throw problems.invalidRequest(`"/end": ${detail}`, { errors: [{ pointer: '/end', code: 'no-place', detail }] });
}

type DecisionInput = {
  before: {
    status: MentionStatus;
    personId: string | null;
    candidates: readonly { score: number }[];
    method: Method;
    confidence: number;
    pinned: boolean;
  };
  status: MentionPatch['status'];
  personId: string | null;
  /** Whether the request names the person. */
  isReassigned: boolean;
};

/**
 * Returns the columns that a decision sets, or undefined if it changes nothing.
 *
 * @throws nobody-named
 */
export function checkDecision({ before, status, personId, isReassigned }: DecisionInput) {
  const nextStatus = status ?? (isReassigned ? 'confirmed' : before.status);
  if (nextStatus === 'auto') {
    if (!before.pinned) return undefined;
    const isSure = before.candidates.length > 0 && personId !== null;
    return {
      status: isSure ? ('auto' as const) : ('suggested' as const),
      personId,
      method: before.method,
      confidence: before.candidates[0]?.score ?? before.confidence,
      pinned: false,
    };
  }
  if (nextStatus === 'suggested') return undefined;
  if (personId === null) {
    const detail = 'is required, because the mention has no person yet.';
    throw nobodyNamed(`"/person": ${detail}`, { errors: [{ pointer: '/person', code: 'missing', detail }] });
  }
  if (before.pinned && before.status === nextStatus && before.personId === personId) return undefined;
  return {
    status: nextStatus,
    personId,
    method: nextStatus === 'confirmed' && personId !== before.personId ? ('editor' as const) : before.method,
    confidence: nextStatus === 'confirmed' ? 1 : before.confidence,
    pinned: true,
  };
}

/** Returns each person once, in the order of the text. The relation is `quoted` if the person is quoted anywhere. */
export function namedIn(rows: readonly { personId: string; quoted: string }[]) {
  const people = new Map<string, string>();
  for (const { personId, quoted: quoteKind } of rows) {
    if (quoteKind !== 'none' || !people.has(personId))
      people.set(personId, quoteKind === 'none' ? 'mentioned' : 'quoted');
  }
  return [...people].map(([personId, relation]) => ({ personId, relation }));
}
