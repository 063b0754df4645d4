import type { Omission } from '../normalisation/draft.js';
import { datelineOf } from './dateline.js';
import { eastAsianByline, isEastAsian } from './east-asian.js';
import { greekNominatives } from './greek-genitives.js';
import { invertedNames } from './inverted-names.js';
import { leftOut, plainByline, separator } from './plain.js';
import { readSegment } from './reader.js';
import { isBareCredit, segmentsOf } from './segments.js';
import { createState, type State, type Writer } from './state.js';
import { withoutTimes } from './times.js';

/** What a byline says. */
export type Byline = {
  /** The people in the order of the byline, each once, with their titles as printed. */
  people: Writer[];
  /** Agencies, newspapers, universities and other organisations. */
  organisations: string[];
  /** News agencies that are credited for pictures only. */
  pictureAgencies: string[];
  /** The first place from which people report. */
  place: string | null;
  /** The other places. */
  otherPlaces: string[];
  /** The day of publication, or else of the last change. */
  printedDate: Date | null;
  /** The parts that name nobody, such as desks and initials. */
  unnamedParts: string[];
  /** Whether an e-mail address stands for the author. Addresses are never returned. */
  hasOnlyAddress: boolean;
  /** What articles cannot hold, such as reading times and the names of accounts. */
  omissions: Omission[];
};

export type BylineOptions = {
  /**
   * Whether the text is the name of one author in structured data. A text that is nothing else is then a name, even if
   * it does not look like one.
   */
  isName?: boolean;
};

/**
 * Reads a byline or the name of an author: `By Ann Porter in Lisbon and agencies`, `Howard BlumeStaff Writer`,
 * `NTB-AFP`. Names are returned as printed, also in capitals; only Greek genitives become nominatives. Never throws; only the first 1,000 characters are read.
 */
export function parseByline(byline: string, { isName = false }: BylineOptions = {}): Byline {
  const { text, hasAddress, handles, omissions } = plainByline(byline);
  const timeResult = withoutTimes(text, separator);
  const state = createState(isName);
  if (isEastAsian(timeResult.text)) eastAsianByline(timeResult.text, state);
  else {
    const segments = invertedNames(withoutOuterSigns(timeResult.text), isName) ?? segmentsOf(timeResult.text);
    state.place = datelineOf(segments);
    for (const segment of state.place === null ? segments : segments.slice(1)) readSegment(segment, state);
  }
  if (hasAddress) state.unnamedParts = state.unnamedParts.filter((part) => !isBareCredit(part));
  state.unnamedParts.push(...state.illegibleParts);
  if (namesNobody(state)) state.unnamedParts.push(...handles);
  else omissions.push(...handles.map(leftOut));
  // Everything that stands for an author is returned or reported.
  const isIgnored = isNothing(state) && timeResult.printedDate === null && !hasAddress && text !== '';
  if (isName && isIgnored) state.unnamedParts.push(text);
  const hasOnlyAddress = hasAddress && isNothing(state);
  if (hasAddress && !hasOnlyAddress) omissions.push({ what: 'e-mail address of byline', reason: 'no-place-for-it' });
  return {
    people: uniqueWriters(greekNominatives(state.people, timeResult.text)),
    organisations: [...new Set(state.organisations)],
    pictureAgencies: [...new Set(state.pictureAgencies)],
    place: state.place,
    otherPlaces: state.otherPlaces,
    printedDate: timeResult.printedDate,
    unnamedParts: [...new Set(state.unnamedParts)],
    hasOnlyAddress,
    omissions: [...omissions, ...timeResult.omissions],
  };
}

/** Returns a text without the signs between it and a date that was removed. */
const withoutOuterSigns = (text: string): string =>
  text.replace(/^[\s|•·,\u2028\u2029–—-]+/u, '').replace(/(?<![\s|•·,\u2028\u2029–—-])[\s|•·,\u2028\u2029–—-]+$/u, '');

const namesNobody = ({ people, organisations }: State): boolean => people.length === 0 && organisations.length === 0;

const isNothing = (state: State): boolean =>
  namesNobody(state) && state.pictureAgencies.length === 0 && state.unnamedParts.length === 0 && state.place === null;

/** Returns each person once, with the first title. */
function uniqueWriters(people: readonly Writer[]): Writer[] {
  const byName = new Map<string, Writer>();
  for (const { name, title } of people) {
    const key = name.toLowerCase();
    const knownWriter = byName.get(key);
    if (knownWriter === undefined) byName.set(key, { name, title });
    else knownWriter.title ??= title;
  }
  return [...byName.values()];
}
