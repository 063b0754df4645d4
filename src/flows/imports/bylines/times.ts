import { parseTime } from '../normalisation/dates.js';
import type { Omission } from '../normalisation/draft.js';
import { quote } from '../normalisation/fields.js';
import { isWeekday } from '../normalisation/month-names.js';
import { leftOut } from './plain.js';
import { publishVerb, updateVerb } from './words/times.js';

const month = '[\\p{L}\\p{M}]{3,12}\\.?';
const weekday = '(?:\\p{L}{2,12}\\.?,? )?';
const dayPatterns = [
  '\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:T[\\d:.]+(?:Z|[+-]\\d\\d:?\\d\\d)?)?',
  '\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}',
  `${weekday}\\d{1,2}(?:st|nd|rd|th|er|º)?\\.? (?:de |of )?${month}(?: de| del)?,? \\d{4}`,
  `${weekday}${month} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}`,
  '\\d{4}\\s?年\\s?\\d{1,2}\\s?月\\s?\\d{1,2}\\s?日',
  '\\d{4}\\s?년\\s?\\d{1,2}\\s?월\\s?\\d{1,2}\\s?일',
];
const dayPattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${dayPatterns.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
const clockPattern =
  /(?<![\p{L}\p{N}])(?:at |um |à |a las |às |alle |kl\.? |om )?\d{1,2}(?:[:.h]\d{2}(?::\d{2})?|(?= ?[ap]\.?m\b))(?: ?[ap]\.?m\.?(?!\p{L}))?(?: ?(?:Uhr|uur|ET|EST|EDT|BST|GMT|CET|CEST|UTC|PT|PST|PDT|IST))?(?![\p{L}\p{N}])/giu;
const durationPattern =
  /(?:(?<![\p{L}\p{N}])(?:vor|hace|há|il y a|för|for) )?(?<![\p{L}\p{N}])\d{1,4}[ -]?(?:min(?:ut[a-zäéo]*)?\.?|minutes?|minuti|минут\p{L}*|hours?|hrs?|stunden?|heures?|horas?|ore|timer|timmar|days?|tagen?|jours?|días?|weeks?|months?|years?)(?![\p{L}\p{N}])(?:[ -](?:read|reading|ago|sedan|siden|geleden|fa|atrás|temu|lesezeit|leestijd))?/giu;
const verbPattern = new RegExp(
  `(?<=^|[^\\p{L}]|\\p{Ll}(?=\\p{Lu}))(?:${updateVerb}|${publishVerb})(?! by | von | par | por | da | door | av )(?=$|[^\\p{L}])(?: on| at| am| le| el| il| op| den| kl| em)?:?`,
  'giu',
);

/** The words that lead to a time, and are left over when it is removed. */
const beforeTime = /(?:\s(?:on|at|am|le|el|il|op|em|den|the|um|à|às|kl\.?))+\s+(?=\|)/giu;

/** Returns the date of a text such as `Fri 3 May 2024` or `3 de mayo de 2024`. Days with two meanings are not read. */
function dateOf(text: string): Date | null {
  const asian = /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})/.exec(text);
  if (asian !== null) return parseTime(`${asian[1]}-${asian[2]}-${asian[3]}`);
  const numeric = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
  // Only dots are always day and month in this order.
  if (numeric !== null) return text.includes('.') ? parseTime(`${numeric[3]}-${numeric[2]}-${numeric[1]}`) : null;
  const time = parseTime(text);
  if (time !== null) return time;
  const [, rest] = /^\p{L}+\.?,? (.*)$/u.exec(text) ?? [];
  return rest === undefined ? null : parseTime(rest);
}

/** A byline without times. */
type TimeResult = {
  text: string;
  /** The day of publication, or else the day of the last change. */
  printedDate: Date | null;
  /** The other days, and the times of day and reading times. */
  omissions: Omission[];
};

const updateLabel = new RegExp(`^(?:${updateVerb})(?!\\p{L})`, 'iu');

/** Returns whether a text begins by saying when an article was changed: `Updated on March 9`. */
export const isUpdateLabel = (text: string): boolean => updateLabel.test(text.trimStart());

/** Replaces dates, times of day, reading times and verbs such as `Updated` by separators. */
export function withoutTimes(text: string, separator: string): TimeResult {
  const days: { text: string; date: Date | null; isUpdate: boolean }[] = [];
  const omissions: Omission[] = [];
  const update = new RegExp(`(?:${updateVerb})[^\\p{L}]{0,3}(?:on|am|le|el|il|op|em|den|kl)?[^\\p{L}]{0,3}$`, 'iu');
  const bare = text.replace(dayPattern, (day, ...rest) => {
    const offset = rest.find((one) => typeof one === 'number') as number;
    // The pattern cannot tell a weekday from the last word of a name: `Jane Doe 3 May 2024`.
    const [word = '', first = ''] =
      /^(\p{L}+)\.?,? (?=\p{L}+\.? \d{1,2}(?!\d)|\d{1,2}\S* (?:\p{L}+ )?\p{L}+\.?,? )/u.exec(day) ?? [];
    const keptWord = first === '' || isWeekday(first) ? '' : word;
    const date = dateOf(day.slice(keptWord.length));
    if (date === null && !/^\d/.test(day.slice(keptWord.length))) return day;
    const isUpdate = update.test(text.slice(Math.max(0, offset - 40), offset));
    days.push({ text: day.slice(keptWord.length).trim(), date, isUpdate });
    return `${keptWord}${separator}`;
  });
  const readDays = days.filter(({ date }) => date !== null);
  const chosenDay = readDays.find(({ isUpdate }) => !isUpdate) ?? readDays[0];
  for (const { text: day, date } of days)
    if (date === null) omissions.push({ what: `date ${quote(day)}`, reason: 'ambiguous-date' });
    else if (date.getTime() !== chosenDay?.date?.getTime()) omissions.push(leftOut(day));
  const replace = (time: string): string => {
    omissions.push(leftOut(time.trim()));
    return separator;
  };
  return {
    text: bare
      .replace(durationPattern, replace)
      .replace(clockPattern, replace)
      .replace(verbPattern, separator)
      .replace(beforeTime, ' '),
    printedDate: chosenDay?.date ?? null,
    omissions,
  };
}
