import type { z } from 'zod';
import { type Problem, type ProblemPlace, problems } from './problems.js';

export type Part = 'body' | 'querystring' | 'params' | 'headers';

/** Returns a JSON pointer (RFC 6901), in which "~" and "/" are escaped. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

// Limits how much of a request a response repeats.
const truncate = (text: string) => text.slice(0, 100);

function toProblemPlace(part: Part, path: readonly PropertyKey[], code: string, detail: string): ProblemPlace {
  const sentence = /[.!?]$/.test(detail) ? detail : `${detail}.`;
  if (part === 'body') return { pointer: truncate(pointerTo(path)), code, detail: sentence };
  return { parameter: truncate(String(path[0] ?? part)), code, detail: sentence };
}

function toProblemPlaces(part: Part, issue: z.core.$ZodIssue): ProblemPlace[] {
  if (issue.code === 'unrecognized_keys') {
    const what = part === 'body' ? 'field' : 'parameter';
    return issue.keys
      .slice(0, 20)
      .map((key) => toProblemPlace(part, [...issue.path, key], `unknown-${what}`, `is not a known ${what}.`));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.find((errors) => errors.some((nestedIssue) => nestedIssue.path.length > 0)) ?? [];
    const nestedPlaces = closest.flatMap((inner) =>
      toProblemPlaces(part, { ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue),
    );
    if (nestedPlaces.length > 0) return nestedPlaces;
  }
  const code = issue.code === 'custom' ? 'invalid-value' : issue.code.replaceAll('_', '-');
  return [toProblemPlace(part, issue.path, code, issue.message)];
}

/** Returns the problem that lists all faults in one part of a request. */
export function createValidationProblem(part: Part, error: z.ZodError): Problem {
  const errors = error.issues.flatMap((issue) => toProblemPlaces(part, issue)).slice(0, 50);
  const first = errors[0];
  const name = first?.pointer ?? first?.parameter;
  const where = name === undefined || name === '' ? `The ${part === 'querystring' ? 'query' : part}` : `"${name}"`;
  const detail = first?.detail ?? 'is not valid.';
  // Most details are predicates: "/headline" is required.
  return problems.invalidRequest(`${where}${/^[a-z]/.test(detail) ? '' : ':'} ${detail}`, { errors });
}
