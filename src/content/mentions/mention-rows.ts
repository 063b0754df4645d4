import { isDeepStrictEqual } from 'node:util';
import { mapInBatches, splitIntoTurns } from '../../lib/map-in-batches.js';
import { anchorQuotes, quoteContext } from './anchors.js';
import type { Method, Quote, QuoteKind } from './parts.schemas.js';
import { FIELDS, type Field, type MentionStatus } from './schemas.js';

/** The texts of one copy of an article, by field. */
export type Texts = Readonly<Record<Field, string>>;

/** A place where the linker found a person. */
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
  quoted: QuoteKind;
  quotes: readonly Quote[];
};

/** An editor's decision on a place: whether the person is named there. */
export type Decision = { field: Field; start: number; end: number; personId: string; isNamed: boolean };

/** A stored mention of a draft copy. */
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
  quoted: QuoteKind;
  quotes: readonly Quote[];
  pinned: boolean;
  decidedBy: string | null;
  version: number;
};

/** Moves pinned mentions to the places of their words in a text. A mention whose words are gone gets no place. */
export function anchorPins(rows: readonly MentionRow[], texts: Texts): MentionRow[] {
  return FIELDS.flatMap((field) => {
    const pins = rows.filter((row) => row.pinned && row.field === field);
    const text = texts[field];
    return anchorQuotes(text, pins).map((start, index) => {
      const pin = pins[index] as MentionRow;
      if (start === undefined) return { ...pin, start: null, end: null, quotes: [] };
      const end = start + pin.surface.length;
      return { ...pin, start, end, ...quoteContext(text, start, end) };
    });
  });
}

/** Returns the decisions that pinned mentions represent, for the linker. */
export const decisionsOf = (pins: readonly MentionRow[]): Decision[] =>
  pins.flatMap(({ field, start, end, personId, status }) =>
    start === null || end === null || personId === null
      ? []
      : [{ field, start, end, personId, isNamed: status === 'confirmed' }],
  );

const placeOf = ({ field, start, end }: { field: Field; start: number | null; end: number | null }) =>
  `${field} ${start} ${end}`;

/**
 * Gives each mention a key from its words and their occurrence number, so that it keeps its identity when the text
 * moves.
 */
function mentionKeysOf(rows: readonly { field: Field; surface: string }[]): string[] {
  const counts = new Map<string, number>();
  return rows.map(({ field, surface }) => {
    const name = `${field} ${surface}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name} ${count}`;
  });
}

const inOrder = <Row extends { field: Field; start: number | null }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || (a.start ?? 0) - (b.start ?? 0));

/**
 * Merges what the linker found in a text with the decisions of editors. A mention that existed before keeps its id, and
 * its version unless it changed. Many mentions take several turns of the event loop.
 *
 * @param pins the pinned mentions, anchored in the same text
 */
export async function mergeFound(
  existingRows: readonly MentionRow[],
  pins: readonly MentionRow[],
  foundMentions: readonly FoundMention[],
  texts: Texts,
  newId: () => string,
): Promise<MentionRow[]> {
  const endStep = splitIntoTurns();
  const before = inOrder(existingRows.filter(({ pinned: isPinned }) => !isPinned));
  await endStep();
  const rowsByKey = new Map(mentionKeysOf(before).map((name, index) => [name, before[index] as MentionRow]));
  await endStep();
  const confirmedPins = new Map(pins.filter(({ status }) => status === 'confirmed').map((pin) => [placeOf(pin), pin]));
  const usedPins = new Set<MentionRow>();
  const orderedMentions = inOrder(foundMentions);
  await endStep();
  const mentionKeys = mentionKeysOf(orderedMentions);
  const rows = await mapInBatches(orderedMentions, (mention, index): MentionRow => {
    const pin = confirmedPins.get(placeOf(mention));
    if (pin !== undefined) {
      usedPins.add(pin);
      return { ...pin, title: mention.title, quoted: mention.quoted, quotes: mention.quotes };
    }
    const same = rowsByKey.get(mentionKeys[index] ?? '');
    const { start, end } = mention;
    return {
      ...mention,
      ...quoteContext(texts[mention.field], start, end),
      id: same?.id ?? newId(),
      pinned: false,
      decidedBy: null,
      version: same === undefined ? 1 : same.version + (saysTheSame(same, mention) ? 0 : 1),
    };
  });
  await endStep();
  const unusedPins = pins.filter((pin) => !usedPins.has(pin));
  return unusedPins.length === 0 ? rows : inOrder([...rows, ...unusedPins]);
}

const saysTheSame = (row: MentionRow, { personId, method, status, quoted: quoteKind, quotes, title }: FoundMention) =>
  row.personId === personId &&
  row.method === method &&
  row.status === status &&
  row.quoted === quoteKind &&
  isDeepStrictEqual(row.quotes, quotes) &&
  row.title === title;

/** Returns the public mentions: those with a person that are automatic or confirmed. */
export const filterPublicMentions = (
  rows: readonly MentionRow[],
): (MentionRow & { start: number; end: number; personId: string })[] =>
  rows.filter(
    (row): row is MentionRow & { start: number; end: number; personId: string } =>
      row.start !== null && row.personId !== null && (row.status === 'auto' || row.status === 'confirmed'),
  );
