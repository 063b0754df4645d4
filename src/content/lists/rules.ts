import type { Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import type { Slot } from './schemas.js';

/** A pin at a place of a list, its story known by id. */
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
 * The pins that places make. Places without a story are none: the rule fills them.
 *
 * @param ids of the stories, by what they are called in the places
 * @param size of the list
 */
export function pinsOf(slots: readonly Slot[], ids: ReadonlyMap<string, string>, size: number): Pin[] {
  if (slots.length > size)
    throw refuse('/items', 'too-many', `has ${slots.length} places, and the list shows ${size}: size says how many.`);
  const indexByArticleId = new Map<string, number>();
  const unknownArticles: { pointer: string; code: string; detail: string }[] = [];
  const pins = slots.flatMap(({ article, label, headline, standfirst, until }, index): Pin[] => {
    if (article == null) {
      if (label || headline || standfirst || until)
        throw refuse(
          `/items/${index}`,
          'without-article',
          'What is said of a story needs one: name it, or leave all out.',
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
      throw refuse(pointer, 'duplicate', `This article is at place ${before + 1} already: it is shown once.`);
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

/** The places of a list in their order: a pin or nothing in each, up to the last pin. */
export function placesOf<Entry extends { position: number }>(pins: readonly Entry[]): (Entry | null)[] {
  const places: (Entry | null)[] = [];
  for (const pin of pins) places[pin.position - 1] = pin;
  return Array.from(places, (pin) => pin ?? null);
}

/**
 * The pins after one of them went to another place: what lies between moves by one, empty places too.
 *
 * @throws invalid-request for a place that the list does not have, unknown-reference for a story that is not pinned
 */
export function movePin(pins: readonly Pin[], articleId: string, to: number, size: number): Pin[] {
  if (to > size) throw refuse('/to', 'no-such-place', `The list has ${size} places.`);
  const places = placesOf(pins);
  const from = places.findIndex((pin) => pin?.articleId === articleId);
  if (from === -1) {
    const detail = 'The article is not pinned in this list.';
    throw problems.unknownReference(detail, { errors: [{ pointer: '/article', code: 'not-pinned', detail }] });
  }
  while (places.length < to) places.push(null);
  const [pin = null] = places.splice(from, 1);
  places.splice(to - 1, 0, pin);
  return places.flatMap((entry, index) => (entry === null ? [] : [{ ...entry, position: index + 1 }]));
}

/** The preconditions of a request whose body may name the version that it is based on, which then counts for `If-Match`. */
export const withBaseVersion = (version: number | undefined, preconditions: Preconditions = {}): Preconditions =>
  version === undefined ? preconditions : { ...preconditions, 'if-match': `"${version}"` };

/** Refuses an order that does not say on which version it is based: two editors would undo each other's. */
export function requireBaseVersion(version: number | undefined, preconditions?: Preconditions): Preconditions {
  const effectivePreconditions = withBaseVersion(version, preconditions);
  if (effectivePreconditions['if-match'] !== undefined) return effectivePreconditions;
  throw refuse('/version', 'required', 'Say which version the order is based on, here or by If-Match.');
}
