import type { Part, Setting } from './article-text.js';
import { baseForms, type Inflection, withoutPrefixes } from './inflections.js';
import type { Token } from './tokens.js';

/** A form in which the directory may have a printed word. */
export type Form = {
  key: string;
  /** How many characters at the start and the end of the printed word are not part of the name. */
  skip: number;
  cut: number;
};

const none: readonly Form[] = [];

/** Matches the ending of a name in Turkish or another language that separates it by an apostrophe. */
const separateEnding = /['’ʼ]\p{Ll}{1,6}$/u;

/**
 * Returns the forms in which the directory may have a printed word, without the word itself: without the endings of
 * cases, a German genitive, or prefixes that are written together with the word.
 */
export function otherForms(text: string, token: Token, inflection: Inflection): readonly Form[] {
  const { key, start, end } = token;
  if (inflection === 'none' && key.charCodeAt(0) < 128 && !token.isCaseless) {
    if (end - start === key.length) return none;
  }
  const surface = text.slice(start, end);
  const ending = separateEnding.exec(surface)?.[0];
  if (ending !== undefined) {
    const cut = inflection === 'west-slavic' ? 0 : ending.length;
    return [{ key: key.slice(0, key.length - ending.length + 1), skip: 0, cut }];
  }
  const forms: Form[] = [];
  if (inflection === 'german' && key.endsWith('s')) forms.push({ key: key.slice(0, -1), skip: 0, cut: 1 });
  for (const base of baseForms(key, inflection)) forms.push({ key: base, skip: 0, cut: 0 });
  for (const { key: base, length } of withoutPrefixes(key)) forms.push({ key: base, skip: length, cut: 0 });
  return forms;
}

/** The words of a possible name, in the form in which the directory may have them. */
export type WordForm = { key: string; skip: number; cut: number; isExact: boolean };

/** Returns the forms of a word, the printed one first. */
export function wordFormsOf(part: Part, at: number, { inflection }: Setting): WordForm[] {
  const token = part.tokens[at] as Token;
  return allForms(token, otherForms(part.text, token, inflection));
}

/** Returns the printed form of a word, and then its other forms. */
export function allForms({ key }: Token, others: readonly Form[]): WordForm[] {
  const forms: WordForm[] = [{ key, skip: 0, cut: 0, isExact: true }];
  for (const form of others) forms.push({ key: form.key, skip: form.skip, cut: form.cut, isExact: false });
  return forms;
}

/** Returns the largest length that an index has for the first words of names, or 0 if it has none of them. */
export function maxWordCount(forms: readonly WordForm[], lengths: ReadonlyMap<string, number>): number {
  let max = 0;
  for (const { key } of forms) max = Math.max(max, lengths.get(key) ?? 0);
  return max;
}
