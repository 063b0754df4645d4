import { titlesAfter } from './composed-words.js';

/** Whether the words around a name make it the subject of a verb, or something else. Undefined if they show neither. */
export type NameRole = 'subject' | 'other' | undefined;

/** Matches the particles after a subject in Japanese and Korean, and those after a source. */
const afterSubject =
  /^(?:は|が(?!か)|も|によると|によれば|によりますと|(?:은|는|이|가|도|께서(?:는|도)?)(?!\p{sc=Hangul})|에 ?(?:따르면|의하면))/u;

/** Matches the particles after names that are not subjects. */
const afterOther =
  /^(?:[のにへをとやで]|から|より|的(?!确)|方面|(?:의|에게|에게서|한테|께|을|를|과|와|에|로|으로|보다|처럼|측)\p{sc=Hangul}*)/u;

/** Matches Chinese words before the person to whom somebody speaks, with a title between them. */
const beforeListener =
  /(?:(?<![针針面反绝絕应應相])[对對](?![此于於这這])|向|告诉|告訴|问|問|采访|採訪|答复|回复)(?:\p{sc=Han}{0,4}[家员員长長师師授者人任理席官记記统統相])?$/u;

/** How many characters before a name are read. */
const maxBefore = 9;

/** Returns whether a Chinese, Japanese or Korean name is a subject. */
export function roleOf(text: string, start: number, end: number): NameRole {
  const after = afterTitle(text.slice(end, end + maxAfter));
  if (afterSubject.test(after)) return 'subject';
  if (afterOther.test(after)) return 'other';
  return beforeListener.test(text.slice(Math.max(0, start - maxBefore), start)) ? 'other' : undefined;
}

/** How many characters after a name are read. */
const maxAfter = 24;

/** Returns the words after a Chinese, Japanese or Korean name without its title. */
export const afterTitle = (after: string): string => after.replace(/^ /, '').replace(titlesAfter, '');

/** Matches Chinese words that begin a clause with a subject of its own. */
const ownSubject = /^(?:一[位名个個]|有|某|另|其|该|該|他|她)/u;

/** Matches a Chinese noun for a person at the end of the words before a verb. */
const personBeforeVerb = /(?:[者员員人长長家民师師官生友]|记者|記者)(?:则|則|也|还|還|又|却|卻|都)?$/u;

/** Matches words that show that a person after them is spoken to. */
const listeners = /[对對向跟给給]|告诉|告訴|作为|身为/u;

/**
 * Returns whether somebody else speaks than the person at the start of some words, because another subject stands
 * between the name and what is said: `李克强离开后，一位工人说`; `山田が帰ったあと、住民は「…」`.
 *
 * @param words from the name, without it, to the quotation or the verb of speech
 */
export function hasOtherSubject(words: string): boolean {
  const rest = afterTitle(words);
  if (/[\p{sc=Hiragana}]/u.test(rest)) return /[はが]、?$/u.test(rest.replace(/^(?:は|が|も)/u, '').slice(-4));
  if (/\p{sc=Hangul}/u.test(rest)) {
    const ownRest = rest.replace(afterSubject, '');
    return /\s\p{sc=Hangul}+(?:은|는|가|[인원장관자민]이),?\s?$/u.test(ownRest);
  }
  const clauses = rest.split(/[，,；;]/u);
  const last = clauses.at(-1) ?? '';
  if (listeners.test(last)) return false;
  return (clauses.length > 1 && ownSubject.test(last)) || personBeforeVerb.test(last);
}
