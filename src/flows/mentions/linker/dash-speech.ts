import { beforeVerb, isSpeechVerb, verbsAfterComma } from './speech-verbs.js';
import type { Token } from './tokens.js';

/** Where speech begins, at its dash, and where it ends, in UTF-16 units. */
type Span = { start: number; end: number };

/** Matches a paragraph that begins with a dash, as direct speech does in many languages. */
const paragraphs = /^[ \t]*([—–―]|- )[^\n]*/gmu;

/** Matches a dash between words, or the punctuation after which a verb of speech may follow without a dash. */
const breaks = /\s[—–―]\s?|[—–―](?=[\s.,;:])|\s-\s|[,?!](?= )/gu;

/** How many words after a dash are searched for the verb of speech: two in the French `a dit`. */
const maxWordsToVerb = 2;

/**
 * Finds direct speech in paragraphs that begin with a dash: `— Мы согласны, — сказал Путин. — Это хорошо.` A paragraph
 * counts only if a verb of speech follows a second dash, or a comma in languages that use no second dash. Speech begins
 * again after a dash that follows the end of the words about the speaker. Its time grows with the text.
 */
export function dashSpeechIn(text: string, tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  let token = 0;
  for (const { 0: whole, index } of text.matchAll(paragraphs)) {
    const open = index + whole.search(/[—–―-]/u);
    const close = index + whole.length;
    let start: number | undefined = open;
    let hasSpeaker = false;
    for (const { 0: mark, index: at } of whole.slice(open + 1 - index).matchAll(breaks)) {
      const place = open + 1 + at;
      while (token < tokens.length && (tokens[token] as Token).start < place) token += 1;
      const isDash = !/[,?!]/.test(mark);
      if (start !== undefined) {
        if (isDash && text.charAt(place - 1) === ':') {
          // The last sentence introduces the speech of another person: `– Teraz. Donald Tusk dodał: – To prawda.`
          const length = text.slice(start, place).search(/(?<=[.!?…])\s[^.!?…]*$/u);
          if (length > 1) spans.push({ start, end: start + length });
          start = place + mark.search(/[—–―-]/u);
          hasSpeaker = true;
          continue;
        }
        if (!isReport(text, tokens, token, isDash, close)) continue;
        // The mark at the end belongs to the words of the speaker, but not the dash.
        if (place > start + 1) spans.push({ start, end: isDash ? place : place + 1 });
        start = undefined;
        hasSpeaker = true;
      } else if (isDash && resumes(text, place, mark)) {
        start = place + mark.search(/[—–―-]/u);
        // In Spanish, the dash stands before the full stop: `—dijo Sánchez—. Es un gran día.`
        while (/[.,;:]/.test(text.charAt(start + 1))) start += 1;
      }
    }
    if (start !== undefined && hasSpeaker && /\p{L}/u.test(text.slice(start, close))) spans.push({ start, end: close });
  }
  return spans;
}

/** Returns whether the words from an index begin with a verb of speech, so that they tell who speaks. */
function isReport(text: string, tokens: readonly Token[], from: number, isDash: boolean, close: number): boolean {
  for (let at = from; at < from + (isDash ? maxWordsToVerb : 1); at += 1) {
    const token = tokens[at];
    if (token === undefined || token.start >= close || token.isCapitalised) return false;
    if (isSpeechVerb(token.key, text.slice(token.start, token.end))) return isDash || verbsAfterComma.has(token.key);
    if (!beforeVerb.has(token.key)) return false;
  }
  return false;
}

/** Returns whether speech begins again at a dash: after a full stop or comma, or before one. */
const resumes = (text: string, place: number, mark: string): boolean =>
  /[.!?…,:]/.test(text.charAt(place - 1)) || /[.,;:]/.test(text.charAt(place + mark.length));
