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
  const seen = new Map<string, number>();
  const missing: { pointer: string; code: string; detail: string }[] = [];
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
      missing.push({ pointer, code: 'unknown-article', detail: `There is no article "${article}".` });
      return [];
    }
    const before = seen.get(articleId);
    if (before !== undefined)
      throw refuse(pointer, 'duplicate', `This article is at place ${before + 1} already: it is shown once.`);
    seen.set(articleId, index);
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
  if (missing[0] !== undefined) throw problems.unknownReference(missing[0].detail, { errors: missing });
  return pins;
}

/** The places of a list in their order: a pin or nothing in each, up to the last pin. */
export function placesOf<Placed extends { position: number }>(pins: readonly Placed[]): (Placed | null)[] {
  const places: (Placed | null)[] = [];
  for (const pin of pins) places[pin.position - 1] = pin;
  return Array.from(places, (pin) => pin ?? null);
}

/**
 * The pins after one of them went to another place: what lies between moves by one, empty places too.
 *
 * @throws invalid-request for a place that the list does not have, unknown-reference for a story that is not pinned
 */
export function moved(pins: readonly Pin[], articleId: string, to: number, size: number): Pin[] {
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
  return places.flatMap((placed, index) => (placed === null ? [] : [{ ...placed, position: index + 1 }]));
}

/** The preconditions of a request whose body may name the version that it is based on, which then counts for `If-Match`. */
export const basedOn = (version: number | undefined, preconditions: Preconditions = {}): Preconditions =>
  version === undefined ? preconditions : { ...preconditions, 'if-match': `"${version}"` };

/** Refuses an order that does not say on which version it is based: two editors would undo each other's. */
export function mustBeBased(version: number | undefined, preconditions?: Preconditions): Preconditions {
  const based = basedOn(version, preconditions);
  if (based['if-match'] !== undefined) return based;
  throw refuse('/version', 'required', 'Say which version the order is based on, here or by If-Match.');
}
