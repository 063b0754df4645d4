import type { Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import type { Slot } from './schemas.js';

/** An article, by id, that is pinned at a place of a list. */
export type Pin = {
  position: number;
  articleId: string;
  label: string | null;
  headline: string | null;
  standfirst: string | null;
  until: Date | null;
};

const refuse = (pointer: string, code: string, detail: string) =>
  problems.invalidRequest(`"${pointer}": ${detail}`, { errors: [{ pointer, code, detail }] });

/**
 * Converts places to pins. A place without an article becomes no pin: the rule fills it.
 *
 * @param ids the ids of the articles by the references in the places
 * @param size the size of the list
 * @throws invalid-request; unknown-reference
 */
export function pinsOf(slots: readonly Slot[], ids: ReadonlyMap<string, string>, size: number): Pin[] {
  if (slots.length > size)
    throw refuse(
      '/items',
      'too-many',
      `must have at most ${size} entries, the size of the list, but has ${slots.length}.`,
    );
  const indexByArticleId = new Map<string, number>();
  const unknownArticles: { pointer: string; code: string; detail: string }[] = [];
  const pins = slots.flatMap(({ article, label, headline, standfirst, until }, index): Pin[] => {
    if (article == null) {
      if (label || headline || standfirst || until)
        throw refuse(
          `/items/${index}`,
          'without-article',
          'must have an article if it has a label, headline, standfirst or until.',
        );
      return [];
    }
    const articleId = ids.get(article);
    const pointer = `/items/${index}/article`;
    if (articleId === undefined) {
      unknownArticles.push({ pointer, code: 'unknown-article', detail: `There is no article "${article}".` });
      return [];
    }
    const before = indexByArticleId.get(articleId);
    if (before !== undefined)
      throw refuse(pointer, 'duplicate', `This article is already at place ${before + 1}. Remove one of them.`);
    indexByArticleId.set(articleId, index);
    return [
      {
        position: index + 1,
        articleId,
        label: label || null,
        headline: headline || null,
        standfirst: standfirst || null,
        until: until == null ? null : new Date(until),
      },
    ];
  });
  if (unknownArticles[0] !== undefined)
    throw problems.unknownReference(unknownArticles[0].detail, { errors: unknownArticles });
  return pins;
}

/** Returns the places of a list in order, up to the last pin. A place without a pin is null. */
export function placesOf<Entry extends { position: number }>(pins: readonly Entry[]): (Entry | null)[] {
  const places: (Entry | null)[] = [];
  for (const pin of pins) places[pin.position - 1] = pin;
  return Array.from(places, (pin) => pin ?? null);
}

/**
 * Moves a pin to another place and returns all pins. The places in between, empty ones included, move by one.
 *
 * @throws invalid-request for a place that the list does not have; unknown-reference for an article that is not pinned
 */
export function movePin(pins: readonly Pin[], articleId: string, to: number, size: number): Pin[] {
  if (to > size) throw refuse('/to', 'no-such-place', `must be at most ${size}, the size of the list.`);
  const places = placesOf(pins);
  const from = places.findIndex((pin) => pin?.articleId === articleId);
  if (from === -1) {
    const detail = 'The article is not pinned in this list. Pin it first.';
    throw problems.unknownReference(detail, { errors: [{ pointer: '/article', code: 'not-pinned', detail }] });
  }
  while (places.length < to) places.push(null);
  const [pin = null] = places.splice(from, 1);
  places.splice(to - 1, 0, pin);
  return places.flatMap((entry, index) => (entry === null ? [] : [{ ...entry, position: index + 1 }]));
}

/** Returns the preconditions of a request. A version in its body replaces `If-Match`. */
export const withBaseVersion = (version: number | undefined, preconditions: Preconditions = {}): Preconditions =>
  version === undefined ? preconditions : { ...preconditions, 'if-match': `"${version}"` };

/**
 * Returns the preconditions of a new order. Requires a version, so that two editors do not overwrite each other's
 * order.
 *
 * @throws invalid-request without a version
 */
export function requireBaseVersion(version: number | undefined, preconditions?: Preconditions): Preconditions {
  const effectivePreconditions = withBaseVersion(version, preconditions);
  if (effectivePreconditions['if-match'] !== undefined) return effectivePreconditions;
  throw refuse('/version', 'required', 'is required, here or in If-Match. Send the version that you have read.');
}
