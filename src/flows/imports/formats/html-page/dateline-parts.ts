import type { Draft } from '../../draft.js';
import { parseTime } from '../../normalisation/dates.js';
import type { Omission } from '../../normalisation/draft.js';
import { type Dateline, datelineOf } from './dateline.js';

/** What a dateline says beside its place. */
export type DatelineParts = {
  /** The agencies in brackets, as syndicated sources. */
  sources: Draft['sources'][number][];
  /** The date of the dateline. It is null if the article has a date, or the dateline has no year. */
  date: Date | null;
  omissions: Omission[];
};

/** Words in brackets that name no agency, such as `Own report`. */
const ownReport = /\b(?:own|our|report(?:er|ing)?|correspondents?|staff|updated?)\b|^\P{L}*$/iu;

/**
 * Returns the agencies and the date of a dateline. A day without a year, or beside the date of the article, is reported,
 * and so is what names no agency.
 */
export function partsOfDateline(dateline: Dateline | null, hasDate: boolean): DatelineParts {
  const parts: DatelineParts = { sources: [], date: null, omissions: [] };
  const drop = (part: string): void => {
    parts.omissions.push({ what: `"${part}" in the dateline`, reason: 'no-place-for-it' });
  };
  const day = dateline?.day ?? null;
  if (day !== null && !hasDate) parts.date = /\d{4}$/.test(day) ? parseTime(day) : null;
  if (day !== null && parts.date === null) drop(day);
  const agency = dateline?.agency ?? null;
  if (agency !== null && ownReport.test(agency)) drop(agency);
  else
    for (const name of (agency ?? '').split(/\s*[/,;]\s*/).filter((one) => one !== ''))
      parts.sources.push({ name, url: null, relation: 'syndicated' });
  return parts;
}

/** Takes a dateline apart that stands alone, such as `LISBON, Nov 3 (Reuters) -`. Without other parts, it is the place. */
export function readDateline(text: string): { place: string; dateline: Dateline | null } {
  const bare = text.trim().replace(/(?<![\s,–—-])[\s,–—-]+$/, '');
  const dateline = datelineOf(`${bare} — `);
  return dateline === null || dateline.length < bare.length
    ? { place: bare, dateline: null }
    : { place: dateline.place, dateline };
}
