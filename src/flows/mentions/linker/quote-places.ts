import type { Quotation } from './quotations.js';

/** How the words after a quotation are joined to it. */
export type Join =
  /** No words follow in the same line. */
  | 'end'
  /** They tell who says it: `“…,” Ann said`. */
  | 'report'
  /** They are a new sentence. */
  | 'sentence'
  /** The quotation is part of their sentence, like the title of a film. */
  | 'embedded';

/** A quotation with the words beside it, but not those beyond another quotation. */
export type Place = {
  quotation: Quotation;
  /** The index of the last word before it and the first word after it. */
  before: number | undefined;
  after: number | undefined;
  join: Join;
};
