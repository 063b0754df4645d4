import { hash } from 'node:crypto';
import { z } from 'zod';
import { problems } from '../problems/index.js';

/**
 * The headers of conditional writes. Every route that writes a versioned resource declares them and passes them to
 * `checkPreconditions`. `checkRoutes` refuses them on all other writes.
 */
export const preconditions = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description:
        'Prevents lost updates. Send the `ETag` of the version on which your change is based, or several ETags separated by commas. ' +
        'If none of them is the current ETag, the response is 412 with the current version, and nothing changes. `*` requires that the resource exists.',
    }),
  'if-none-match': z
    .string()
    .max(2_000)
    .optional()
    .meta({
      description:
        'Send `*` to create a resource only if it does not exist yet. If it exists, the response is 412 and nothing changes. ' +
        'You can also send ETags, separated by commas. If one of them is the current ETag, the response is 412 and nothing changes.',
    }),
});

/** The values of `If-Match` and `If-None-Match`. */
export type Preconditions = Readonly<z.infer<typeof preconditions>>;

/**
 * Returns the part of an entity tag before the dot. It names the version or state and is the same in every
 * representation. `"3.k2c9f0aB1x"` is version 3.
 */
export const taggedState = (tag: string) => /^(?:W\/)?"([\w-]{1,40})(?:\.[\w-]*)?"$/.exec(tag.trim())?.[1];

const isTag = (tag: string) => /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag.trim());

/**
 * Checks the preconditions of a write (RFC 9110, section 13). Call it in the transaction of the write, with the row
 * locked. A malformed header counts as not fulfilled, and the problem says that it is malformed.
 *
 * Weak tags also count for `If-Match`. A proxy that compresses makes tags weak, but the version before the dot stays
 * exact.
 *
 * @param current the version or the name of the state; undefined if the resource does not exist
 * @throws stale-version, with the current version
 */
export function checkPreconditions(headers: Preconditions | undefined, current: number | string | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers ?? {};
  const exists = current !== undefined;
  const namesCurrent = (tag: string) => exists && taggedState(tag) === String(current);
  if (ifMatch !== undefined && !(ifMatch.trim() === '*' ? exists : ifMatch.split(',').some(namesCurrent)))
    throw stale(current, hintFor('If-Match', ifMatch));
  if (ifNoneMatch === undefined) return;
  const tags = ifNoneMatch.split(',');
  if (ifNoneMatch.trim() === '*' ? exists : !tags.every(isTag) || tags.some(namesCurrent))
    throw stale(current, hintFor('If-None-Match', ifNoneMatch));
}

/** Returns a sentence for a header that is not fulfilled because it is malformed, such as a version without quotes. */
const hintFor = (name: string, value: string): string =>
  value.trim() === '*' || value.split(',').every(isTag)
    ? ''
    : ` ${name} must be \`*\` or an ETag in double quotes, such as "1".`;

function stale(current: number | string | undefined, hint: string) {
  if (current === undefined) return problems.staleVersion(`The resource does not exist.${hint}`);
  const headers = { etag: `"${current}"` };
  if (typeof current === 'string')
    return problems.staleVersion(`The resource has changed, or already exists.${hint}`, { headers });
  const members = { currentVersion: current };
  return problems.staleVersion(`The current version is ${current}.${hint}`, { members, headers });
}

/** Returns the name of a state without a version: a hash of its fields, independent of their order. */
export const stateOf = (fields: object): string =>
  hash('sha256', JSON.stringify(Object.entries(fields).sort()), 'base64url').slice(0, 16);
