import type { Match, Part, Setting } from './article-text.js';
import { chooseMatch } from './choose-match.js';
import { createStandsAlone, isAddressed, isForeignFamily, titlesAfter } from './composed-words.js';
import { type Directory, isUsedOn, type Person } from './directory.js';
import { fold, isComposed } from './fold.js';
import type { Segment, Token } from './tokens.js';

/** Creates a function that finds the names of a directory in text that is written without spaces. */
export function createSegment(directory: Directory): Segment {
  const standsAlone = createStandsAlone();
  return (text, start) => {
    const maxLength = directory.composedStarts.get(text.charAt(start));
    if (maxLength === undefined) return undefined;
    // A space may stand between family and given name.
    for (let end = Math.min(text.length, start + maxLength + 1); end > start; end -= 1) {
      if (/[\s\u3000]/.test(text.charAt(end - 1))) continue;
      const key = fold(text.slice(start, end));
      const entries = directory.names.get(key);
      const isTransliterated =
        entries?.some(({ person, kind }) => kind === 'alias' && !isComposed(person.name)) === true;
      if (entries !== undefined && standsAlone(text, start, end, isTransliterated)) return end;
      const people = directory.shorts.get(key);
      if (people !== undefined && isFamilyAt(text, start, end, people)) return end;
    }
    return undefined;
  };
}

/** Returns whether the family name of some people alone can name one of them at a place. */
export const isFamilyAt = (text: string, start: number, end: number, people: readonly Person[]): boolean =>
  isAddressed(text, start, end) || (people.some(({ name }) => !isComposed(name)) && isForeignFamily(text, start, end));

/** Finds Chinese, Japanese and Korean names in a part whose words were split at them. */
export function composedNames(part: Part, directory: Directory, { day }: Setting): Match[] {
  const matches: Match[] = [];
  for (const at of part.nameStarts) {
    const { key, isCaseless, start, end } = part.tokens[at] as Token;
    if (!isCaseless || !isComposed(key)) continue;
    const entries = directory.names.get(key)?.filter(({ span }) => isUsedOn(span, day));
    if (entries === undefined || entries.length === 0) continue;
    const match = chooseMatch(part, at, at, entries, day);
    const isAnchored = !isLoneKatakana(key) || isAnchoredIn(part, key);
    matches.push(isAnchored && end > start ? match : { ...match, confidence: Math.min(match.confidence, 0.4) });
  }
  return matches;
}

const isLoneKatakana = (key: string) => /^[\p{sc=Katakana}ー]+$/u.test(key);

/** Returns whether a title follows a name in katakana anywhere in a part, so that it is not an ordinary foreign word. */
const isAnchoredIn = ({ tokens, text }: Part, key: string): boolean =>
  tokens.some((token: Token) => token.key === key && titlesAfter.test(text.slice(token.end, token.end + 8))) ||
  tokens.some((token: Token) => token.key !== key && token.key.endsWith(`・${key}`));
