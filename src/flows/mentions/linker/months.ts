import { follows, type Part } from './article-text.js';
import type { Token } from './tokens.js';
import { afterName, beforeMonth, months, weekdays } from './words.js';

const sinceWhen: ReadonlySet<string> = new Set(['until', 'since', 'till', 'during']);

/** Months, seasons and holidays of other languages that are also surnames, folded. */
const seasons: ReadonlySet<string> = new Set(
  `januar april mai juni juli august september lenz fruhling sommer herbst winter ostern advent pfingsten mars avril juin juillet aout noel paques printemps
  hiver toussaint abril mayo junio julio agosto otono invierno verano pascua maggio giugno luglio pasqua natale aprile maj czerwiec lipiec zima wiosna lato jesien
  lente zomer herfst mei зима весна лето осень весни літо kevat kesa syksy talvi bahar kis yaz`.split(/\s+/),
);

/** Prepositions of time that stand before them. */
const beforeSeason: ReadonlySet<string> = new Set(
  `bis zum zur im seit ab vom fruhestens spatestens jeden diesen nachsten letzten depuis jusqua avant apres des en pour desde hasta para hacia dal fino entro
  do od na przed po w до с к в від tot sinds vanaf`.split(/\s+/),
);

/** Returns whether a word in a language other than English means a month, season or holiday rather than a person. */
function isSeason({ tokens, text }: Part, at: number): boolean {
  const { key, gap, isPossessive } = tokens[at] as Token;
  if (!seasons.has(key) || isPossessive) return false;
  const next = tokens[at + 1];
  if (next?.gap === 'space' && /^\d{4}$/.test(text.slice(next.start, next.end))) return true;
  return gap === 'space' && beforeSeason.has(tokens[at - 1]?.key ?? '');
}

/** Returns whether a word means a month (or the verb "may") rather than a person. */
export function isMonth(part: Part, at: number): boolean {
  const { tokens, text } = part;
  if (!part.isEnglish && isSeason(part, at)) return true;
  const token = tokens[at] as Token;
  if (!months.has(token.key) || token.isPossessive) return false;
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (next !== undefined && next.gap !== 'sentence' && /^\d/.test(text.slice(next.start, next.start + 1))) return true;
  if (
    token.gap !== 'sentence' &&
    before !== undefined &&
    (beforeMonth.has(before.key) || months.has(before.key) || weekdays.has(before.key) || /^\d/.test(before.key)) &&
    // The exception is a sentence such as "Until May could go on, she said nothing."
    !(sinceWhen.has(before.key) && next?.gap === 'space' && afterName.has(next.key))
  )
    return true;
  if (
    follows(next) &&
    (months.has(next.key) ||
      ['the', 'you', 'he', 'she', 'they', 'it', 'we', 'i', 'be', 'god', 'day'].includes(next.key))
  )
    return true;
  const second = tokens[at + 2]?.key ?? '';
  if (next?.key === 'is' || next?.key === 'was')
    return ['when', 'usually', 'traditionally', 'normally'].includes(second);
  return next !== undefined && ['and', 'or', 'to', 'through'].includes(next.key) && months.has(second);
}
