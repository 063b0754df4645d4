import { isWellFormed } from '../../lib/well-formed.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import type { MentionPatch, MentionStatus, Method } from './schemas.js';

export const overlaps = defineProblem(
  'mention-overlaps',
  409,
  'Another mention lies over this place',
  'Two mentions never overlap. Reject the one that was confirmed, or change who is meant there.',
);

export const nobodyNamed = defineProblem(
  'nobody-named',
  409,
  'It is not said who is named',
  'A mention without a person cannot be confirmed or rejected: say who is meant with `person`.',
);

/** UTF-16 units of the longest name. */
const maxNameLength = 200;

/** Refuses what is no place of a name in a text. */
export function checkSpan(text: string, start: number, end: number): void {
  const surface = text.slice(start, end);
  const detail =
    end > text.length
      ? `lies behind the end of the text, which has ${text.length} UTF-16 units.`
      : start >= end
        ? 'is not behind `start`.'
        : end - start > maxNameLength
          ? `is more than ${maxNameLength} units behind \`start\`: no name is so long.`
          : surface.trim() !== surface || surface.includes('\n') || !isWellFormed(surface)
            ? 'and `start` have no white space at their edges, and cut no character in two.'
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
  /** Whether the request says who is meant. */
  isReassigned: boolean;
};

/** What a decision makes of a mention; undefined when it changes nothing. */
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
    const detail = 'is missing: nobody is named here yet.';
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
