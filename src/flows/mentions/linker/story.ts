import type { Person } from './directory.js';
import { type Token, tokensOf } from './tokens.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
export type Field = (typeof FIELDS)[number];

/** A story as it is looked through: the canonical plain text of each part. */
export type Story = {
  headline?: string | null | undefined;
  standfirst?: string | null | undefined;
  body: string;
  /** The day of the story, YYYY-MM-DD, by which offices are told apart. */
  date?: string | undefined;
};

/** By what somebody was recognised: a full name, another name, what is left of a name named before, a title with a surname, or an editor's word. */
export type Method = 'name' | 'alias' | 'short-name' | 'title' | 'editor';

/** A part of a story, cut into words. */
export type Part = {
  field: Field;
  text: string;
  tokens: Token[];
  /** Whether most words begin with a capital, as in headlines. */
  titled: boolean;
};

/** Words, from one to another and both included, that name somebody. */
export type Match = {
  part: Part;
  from: number;
  to: number;
  candidates: { person: Person; score: number }[];
  method: Method;
  confidence: number;
};

/** A suggested person is none: below this nobody is named. */
export const sure = 0.5;

/** In a headline that capitalises its words, or is in capitals, a capital says nothing. */
function isTitled(tokens: readonly Token[]): boolean {
  const long = tokens.filter(({ key }) => key.length > 3);
  return long.length >= 2 && long.filter(({ capital }) => capital).length / long.length > 0.7;
}

export function partsOf(story: Story): Part[] {
  return FIELDS.flatMap((field) => {
    const text = story[field];
    if (text == null || text === '') return [];
    const tokens = tokensOf(text);
    return [{ field, text, tokens, titled: field !== 'body' && isTitled(tokens) }];
  });
}

export const follows = (token: Token | undefined): token is Token => token !== undefined && token.gap === 'space';
