import type { CreditKind } from './words/credits.js';

export type Writer = { name: string; title: string | null };

/** What was read of a byline so far, and the credit that applies to the next names. */
export type State = {
  people: Writer[];
  organisations: string[];
  /** News agencies that are credited for pictures. */
  pictureAgencies: string[];
  place: string | null;
  otherPlaces: string[];
  unnamedParts: string[];
  /** The parts without letters that are no mere punctuation: `???`. */
  illegibleParts: string[];
  isName: boolean;
  /** Whether the pieces are only codes of writers and agencies: `dpa/lno`. */
  hasCodes: boolean;
  kind: CreditKind;
  /** The words of a credit that become the title of the people after it. */
  words: string;
};

export const createState = (isName: boolean): State => ({
  people: [],
  organisations: [],
  pictureAgencies: [],
  place: null,
  otherPlaces: [],
  unnamedParts: [],
  illegibleParts: [],
  isName,
  hasCodes: false,
  kind: 'author',
  words: '',
});
