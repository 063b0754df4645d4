import { hash } from 'node:crypto';
import { z } from 'zod';
import { problems } from '../problems/index.js';

/**
 * The headers that make a write conditional. Every route that writes what has a version declares them and passes them to
 * `checkPreconditions`; `checkedRoutes` refuses them on all other writes.
 */
export const preconditions = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description:
        'ETags on which the change is based. 412, and no change, when none of them names the current version. `*` demands that the resource exists.',
      examples: ['"3.k2c9f0aB1x"'],
    }),
  'if-none-match': z
    .string()
    .max(2_000)
    .optional()
    .meta({
      description:
        '412, and no change, when one of these ETags names the current version. `*` demands that the resource does not exist.',
      examples: ['*'],
    }),
});

/** The values of `If-Match` and `If-None-Match` of a write. */
export type Preconditions = Readonly<z.infer<typeof preconditions>>;

/** The part of an entity tag before the dot names the state, whatever the representation; `"3.k2c9f0aB1x"` is version 3. */
export const taggedState = (tag: string) => /^(?:W\/)?"([\w-]{1,40})(?:\.[\w-]*)?"$/.exec(tag.trim())?.[1];

const isTag = (tag: string) => /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag.trim());

/**
 * Refuses a write whose preconditions do not hold (RFC 9110, section 13). Call it in the transaction of the write, with the
 * row locked. A header that is not well-formed does not hold.
 *
 * Weak tags count for `If-Match`, too: a proxy that compresses weakens them, and the version before the dot stays exact.
 *
 * @param current the version, or the name of the state; undefined when the resource does not exist
 * @throws stale-version, with the current version
 */
export function checkPreconditions(headers: Preconditions | undefined, current: number | string | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers ?? {};
  const exists = current !== undefined;
  const namesCurrent = (tag: string) => exists && taggedState(tag) === String(current);
  if (ifMatch !== undefined && !(ifMatch.trim() === '*' ? exists : ifMatch.split(',').some(namesCurrent)))
    throw stale(current);
  if (ifNoneMatch === undefined) return;
  const tags = ifNoneMatch.split(',');
  if (ifNoneMatch.trim() === '*' ? exists : !tags.every(isTag) || tags.some(namesCurrent)) throw stale(current);
}

function stale(current: number | string | undefined) {
  if (current === undefined) return problems.staleVersion('It does not exist.');
  const headers = { etag: `"${current}"` };
  if (typeof current === 'string')
    return problems.staleVersion('It has changed since, or exists already.', { headers });
  return problems.staleVersion(`The current version is ${current}.`, { members: { currentVersion: current }, headers });
}

/** The name of a state that has no version: a digest of its fields, in whatever order they come. */
export const stateOf = (fields: object): string =>
  hash('sha256', JSON.stringify(Object.entries(fields).sort()), 'base64url').slice(0, 16);
