import type { Draft, NaturalKey } from '../draft.js';
import type { Omission } from '../normalisation/draft.js';
import { quote } from '../normalisation/fields.js';
import type { DraftPersonInput } from '../normalisation/lists.js';
import { oneLine } from '../normalisation/text.js';
import { parseByline } from './byline.js';
import { isAgency } from './organisations.js';
import { maxBylineLength } from './plain.js';

/** The text of a byline, or an author of structured data. */
export type PrintedAuthor = {
  /** Text or HTML. */
  text: string;
  /** Whether the text is the name of one author in structured data, and not a printed byline. */
  isName?: boolean;
  /** The title of the people in the text. */
  titleAsPrinted?: string | null;
  /** The id of the author in the source. It is kept if the text names exactly one person. */
  key?: NaturalKey | null;
};

/** What the bylines and authors of an article say, as parts of a draft. */
export type Authors = {
  people: DraftPersonInput[];
  /** Agencies are syndicated, and other organisations original sources. */
  sources: Draft['sources'][number][];
  /** The place from which the first author reports, for articles without a dateline. */
  place: string | null;
  printedDate: Date | null;
  /** What names nobody or has no place in an article. */
  omissions: Omission[];
};

/** Reads the bylines and authors of an article in all formats. Agencies and other organisations never become people. */
export function authorsOf(authors: readonly PrintedAuthor[]): Authors {
  const result: Authors = { people: [], sources: [], place: null, printedDate: null, omissions: [] };
  const places: string[] = [];
  const pictureAgencies: string[] = [];
  for (const { text, isName = false, titleAsPrinted = null, key = null } of authors) {
    const byline = parseByline(text, { isName });
    const isOnePerson = byline.people.length === 1;
    for (const { name, title } of byline.people)
      result.people.push({
        name,
        relation: 'author',
        titleAsPrinted: titleAsPrinted ?? title,
        key: isOnePerson ? key : null,
      });
    for (const name of byline.organisations)
      result.sources.push({ name, url: null, relation: isAgency(name) ? 'syndicated' : 'original' });
    places.push(...(byline.place === null ? [] : [byline.place]), ...byline.otherPlaces);
    result.printedDate ??= byline.printedDate;
    pictureAgencies.push(...byline.pictureAgencies);
    const namesNobody =
      byline.people.length + byline.organisations.length + byline.pictureAgencies.length === 0 && byline.place === null;
    const unnamedParts = namesNobody && byline.unnamedParts.length > 1 ? [oneLine(text)] : byline.unnamedParts;
    for (const part of unnamedParts)
      result.omissions.push({ what: `byline ${quote(part)}`, reason: 'names-no-person' });
    result.omissions.push(...byline.omissions);
    if (byline.hasOnlyAddress) result.omissions.push({ what: 'author', reason: 'an-address-is-no-name' });
    if (text.length > maxBylineLength) result.omissions.push({ what: 'end of byline', reason: 'too-long' });
  }
  // An agency of pictures is a source of the article only if the bylines name no other source and no author.
  const isOnlySource = result.people.length === 0 && result.sources.length === 0;
  for (const name of new Set(pictureAgencies))
    if (isOnlySource) result.sources.push({ name, url: null, relation: 'syndicated' });
    else result.omissions.push({ what: `byline ${quote(name)}`, reason: 'names-no-person' });
  const [first = null, ...others] = new Set(places);
  result.place = first;
  for (const place of others) result.omissions.push({ what: `place ${quote(place)}`, reason: 'no-place-for-it' });
  return result;
}
