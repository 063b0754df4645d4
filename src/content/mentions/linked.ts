import { anchor, quote } from './anchors.js';
import { FIELDS, type Field, type MentionStatus, type Method, type Quoted } from './schemas.js';

/** The text of one copy of a story, by its parts. */
export type Texts = Readonly<Record<Field, string>>;

/** A place at which a linker has found somebody. */
export type FoundMention = {
  field: Field;
  start: number;
  end: number;
  surface: string;
  title: string | null;
  personId: string | null;
  candidates: readonly { personId: string; score: number }[];
  method: Method;
  confidence: number;
  status: 'auto' | 'suggested';
  quoted: Quoted;
};

/** What an editor has said of a place: that somebody is named there, or is not. */
export type Decision = { field: Field; start: number; end: number; personId: string; isNamed: boolean };

/** A mention as it is kept of a working copy. */
export type MentionRow = {
  id: string;
  field: Field;
  start: number | null;
  end: number | null;
  surface: string;
  before: string;
  after: string;
  title: string | null;
  personId: string | null;
  candidates: readonly { personId: string; score: number }[];
  method: Method;
  confidence: number;
  status: MentionStatus;
  quoted: Quoted;
  pinned: boolean;
  decidedBy: string | null;
  version: number;
};

/** Pinned mentions at the places where their words stand in a text, and without one where they do not. */
export function anchored(known: readonly MentionRow[], texts: Texts): MentionRow[] {
  return FIELDS.flatMap((field) => {
    const pins = known.filter((row) => row.pinned && row.field === field);
    const text = texts[field];
    return anchor(text, pins).map((start, index) => {
      const pin = pins[index] as MentionRow;
      if (start === undefined) return { ...pin, start: null, end: null };
      const end = start + pin.surface.length;
      return { ...pin, start, end, ...quote(text, start, end) };
    });
  });
}

/** What pinned mentions tell a linker. */
export const decisionsOf = (pins: readonly MentionRow[]): Decision[] =>
  pins.flatMap(({ field, start, end, personId, status }) =>
    start === null || end === null || personId === null
      ? []
      : [{ field, start, end, personId, isNamed: status === 'confirmed' }],
  );

const placeOf = ({ field, start, end }: { field: Field; start: number | null; end: number | null }) =>
  `${field} ${start} ${end}`;

/** Names each mention by what it says and which of those it is, so that it stays the same one when the text moves. */
function names(rows: readonly { field: Field; surface: string }[]): string[] {
  const seen = new Map<string, number>();
  return rows.map(({ field, surface }) => {
    const name = `${field} ${surface}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name} ${count}`;
  });
}

const inOrder = <Row extends { field: Field; start: number | null }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || (a.start ?? 0) - (b.start ?? 0));

/**
 * The mentions of a text: what was found in it and what editors have decided. A mention that was there before keeps its
 * id, and its version unless it says something else now.
 *
 * @param pins anchored in the same text
 */
export function mergeFound(
  known: readonly MentionRow[],
  pins: readonly MentionRow[],
  found: readonly FoundMention[],
  texts: Texts,
  newId: () => string,
): MentionRow[] {
  const before = inOrder(known.filter(({ pinned }) => !pinned));
  const ids = new Map(names(before).map((name, index) => [name, before[index] as MentionRow]));
  const confirmed = new Map(pins.filter(({ status }) => status === 'confirmed').map((pin) => [placeOf(pin), pin]));
  const used = new Set<MentionRow>();
  const ordered = inOrder(found);
  const called = names(ordered);
  const rows = ordered.map((mention, index): MentionRow => {
    const pin = confirmed.get(placeOf(mention));
    if (pin !== undefined) {
      used.add(pin);
      return { ...pin, title: mention.title, quoted: mention.quoted };
    }
    const same = ids.get(called[index] ?? '');
    const { start, end } = mention;
    return {
      ...mention,
      ...quote(texts[mention.field], start, end),
      id: same?.id ?? newId(),
      pinned: false,
      decidedBy: null,
      version: same === undefined ? 1 : same.version + (saysTheSame(same, mention) ? 0 : 1),
    };
  });
  return inOrder([...rows, ...pins.filter((pin) => !used.has(pin))]);
}

const saysTheSame = (row: MentionRow, { personId, method, status, quoted, title }: FoundMention) =>
  row.personId === personId &&
  row.method === method &&
  row.status === status &&
  row.quoted === quoted &&
  row.title === title;

/** Those of a text that the public sees: somebody is named, and no editor has said otherwise. */
export const shown = (rows: readonly MentionRow[]): (MentionRow & { start: number; end: number; personId: string })[] =>
  rows.filter(
    (row): row is MentionRow & { start: number; end: number; personId: string } =>
      row.start !== null && row.personId !== null && (row.status === 'auto' || row.status === 'confirmed'),
  );
