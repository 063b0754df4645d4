import { quote } from './fields.js';
import { isWeekday, monthOfName } from './month-names.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The zones of RFC 822 and others whose names have one meaning in newspapers, as minutes from UTC. */
const zones: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  akst: -540,
  akdt: -480,
  hst: -600,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  cest: 120,
  mez: 60,
  mesz: 120,
  eet: 120,
  eest: 180,
  sast: 120,
  msk: 180,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
};

const time = String.raw`(?:(?:T|t| +|, *| at )(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([ap])\.?m\b\.?)?)?`;
const zone = String.raw` *(Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?: \([^()]{1,40}\)| [A-Z]{1,5})?`;
const weekday = String.raw`(?:(?<weekday>[\p{L}-]{2,16})\.?,? +)?`;

const dateFormats: readonly { pattern: RegExp; order: readonly [year: number, month: number, day: number] }[] = [
  // ISO 8601, also without leading zeros, which Jekyll allows, and in the form of NITF: 20171007T180000Z.
  { pattern: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${time}${zone}$`, 'i'), order: [1, 2, 3] },
  { pattern: new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${time}${zone}$`, 'i'), order: [1, 3, 4] },
  // RFC 5322 and common forms. Some programs write the names of months and weekdays in the language of the site.
  {
    pattern: new RegExp(
      `^${weekday}(\\d{1,2})(?:st|nd|rd|th)?\\.?[ -](?:de )?(\\p{L}{3,12})\\.?,?[ -](?:de )?(\\d{4})${time}${zone}$`,
      'iu',
    ),
    order: [4, 3, 2],
  },
  // RFC 822 had years of two digits. Only the time after them tells them from other numbers.
  {
    pattern: new RegExp(
      `^${weekday}(\\d{1,2})[ -](\\p{L}{3,4})\\.?[ -](\\d{2})(?= \\d{1,2}:\\d{2})${time}${zone}$`,
      'iu',
    ),
    order: [4, 3, 2],
  },
  {
    pattern: new RegExp(`^${weekday}(\\p{L}{3,10})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${time}${zone}$`, 'iu'),
    order: [4, 2, 3],
  },
];

/** Returns a year. Two digits mean 1950 to 2049, as in RFC 5322. */
const fullYear = (digits: string): number =>
  digits.length === 2 ? Number(digits) + (Number(digits) < 50 ? 2000 : 1900) : Number(digits);

function monthOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const month = months.indexOf(text.slice(0, 3).toLowerCase());
  const names = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ];
  if (month !== -1 && (names[month]?.startsWith(text.toLowerCase()) || /^sept$/i.test(text))) return month + 1;
  return monthOfName(text);
}

function offsetMinutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) return zones[text.toLowerCase()];
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return minutes > 24 * 60 ? undefined : match[1] === '-' ? -minutes : minutes;
}

/** Returns the date if PostgreSQL and its driver can store it (years 1 to 9999), or else null. */
const toStorableDate = (date: Date): Date | null =>
  date.getTime() >= Date.UTC(1, 0, 1) && date.getTime() < Date.UTC(10_000, 0, 1) ? date : null;

/**
 * Parses a time in ISO 8601, in RFC 5322 or in a common English form. Returns null for dates that do not exist. A text
 * without a zone is read as UTC, and a day as its first moment, so that the result does not depend on the machine.
 */
export function parseTime(text: string): Date | null {
  const trimmedText = text.trim();
  // A fast path for the form that machines write most often.
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(trimmedText)) {
    const date = new Date(trimmedText);
    // Date reads `2017-02-30` as the second of March, and 24:00 as the next day.
    return date.getUTCDate() === Number(trimmedText.slice(8, 10)) ? toStorableDate(date) : null;
  }
  if (trimmedText.length > 80) return null;
  for (const { pattern, order } of dateFormats) {
    const match = pattern.exec(trimmedText);
    if (match === null || (match.groups?.weekday !== undefined && !isWeekday(match.groups.weekday))) continue;
    const [year, month, day] = order.map((at) => match[at] ?? '') as [string, string, string];
    const timeGroup = Math.max(...order) + 1;
    return buildDate(
      [fullYear(year), monthOf(month), Number(day)],
      match.slice(timeGroup, timeGroup + 5),
      offsetMinutesOf(match[timeGroup + 5]),
    );
  }
  return null;
}

/** Returns the first field that is a time, and drops fields that are not. `textOf` returns the text of a field. */
export function firstTime(
  names: readonly string[],
  textOf: (name: string) => string | null,
  drop: (what: string, reason: string) => void,
): Date | null {
  for (const name of names) {
    const text = textOf(name);
    if (text === null) continue;
    const time = parseTime(text);
    if (time !== null) return time;
    drop(`${name} ${quote(text)}`, 'not-a-date');
  }
  return null;
}

function buildDate(
  [year, month, day]: readonly [number, number, number],
  [printedHour = '0', minute = '0', second = '0', fraction = '', half]: readonly (string | undefined)[],
  offsetMinutes: number | undefined,
): Date | null {
  if (month < 1 || month > 12 || day < 1 || offsetMinutes === undefined) return null;
  if (half !== undefined && !/^(?:0?[1-9]|1[0-2])$/.test(printedHour)) return null;
  const hour = half === undefined ? Number(printedHour) : (Number(printedHour) % 12) + (/p/i.test(half) ? 12 : 0);
  if (hour > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return null;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  date.setUTCHours(hour, Number(minute) - offsetMinutes, Math.min(Number(second), 59), milliseconds);
  return toStorableDate(date);
}
