/** The languages whose names of months and weekdays are understood besides English. */
const languages = [
  'de',
  'de-AT',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'sv',
  'da',
  'nb',
  'fi',
  'pl',
  'cs',
  'ro',
  'ca',
  'hu',
  'tr',
  'id',
  'ru',
  'uk',
  'el',
];

/** Returns a name in lower case, without dots and accents. */
const normalise = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()
    .trim();

const nameIn = (format: Intl.DateTimeFormat, part: 'month' | 'weekday', time: number): string =>
  normalise(format.formatToParts(time).find(({ type }) => type === part)?.value ?? '');

type Names = { months: ReadonlyMap<string, number>; weekdays: ReadonlySet<string> };

let cachedNames: Names | undefined;

/** Returns the names, long and short, alone and within a date. A name of two different months is left out. */
function namesOf(): Names {
  if (cachedNames !== undefined) return cachedNames;
  const months = new Map<string, number>();
  const weekdays = new Set<string>();
  for (const language of languages)
    for (const width of ['long', 'short'] as const) {
      const format = (options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
      const monthFormats = [format({ month: width }), format({ month: width, day: 'numeric' })];
      for (let month = 1; month <= 12; month++)
        for (const monthFormat of monthFormats) {
          const name = nameIn(monthFormat, 'month', Date.UTC(2024, month - 1, 1));
          const knownMonth = months.get(name) ?? month;
          months.set(name, knownMonth === month ? month : 0);
        }
      const weekdayFormat = format({ weekday: width });
      for (let day = 1; day <= 7; day++) weekdays.add(nameIn(weekdayFormat, 'weekday', Date.UTC(2024, 0, day)));
    }
  cachedNames = { months, weekdays };
  return cachedNames;
}

/** Returns the number of a month in a European language, or 0 for other words. */
export const monthOfName = (name: string): number => namesOf().months.get(normalise(name)) ?? 0;

/** Returns whether a word is a weekday in a European language. */
export const isWeekday = (name: string): boolean =>
  /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$/i.test(name) || namesOf().weekdays.has(normalise(name));
