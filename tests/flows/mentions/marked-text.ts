import { compileDirectory, link, type PersonRecord } from '../../../src/flows/mentions/linker/index.js';

type Written = Partial<PersonRecord> & { name: string };

/** Creates a record of the directory. The slug is the name. */
export const person = ({ name, ...rest }: Written): PersonRecord => ({
  id: name,
  slug: name,
  name,
  givenName: null,
  familyName: null,
  nameOrder: 'given-first',
  isPublic: true,
  shortNames: [],
  aliases: [],
  roles: [],
  ...rest,
});

/** Creates records of people with these names. */
export const named = (...names: string[]): PersonRecord[] => names.map((name) => person({ name }));

/** Creates an alias that was always used. */
export const alias = (name: string, kind = 'transliteration') => ({ name, kind, from: null, to: null });

/**
 * Links a text with marks `[…]` removed.
 *
 * @returns the text with the mentions that the linker found marked, for a comparison with the marked text
 */
export function markMentions(
  people: readonly PersonRecord[],
  marked: string,
  lang?: string,
  date = '2020-05-01',
): string {
  const body = marked.replaceAll(/[[\]]/g, '');
  const { mentions } = link({ body, date, ...(lang === undefined ? {} : { lang }) }, compileDirectory(people));
  let text = '';
  let end = 0;
  for (const mention of mentions.filter((one) => one.person !== null)) {
    text += `${body.slice(end, mention.start)}[${mention.surface}]`;
    end = mention.end;
  }
  return text + body.slice(end);
}

/** Checks that the linker finds exactly the marked mentions of each text. */
export function check(
  t: { equal(found: unknown, wanted: unknown, name: string): unknown },
  people: readonly PersonRecord[],
  texts: readonly string[],
  lang?: string,
  date?: string,
): void {
  for (const text of texts) t.equal(markMentions(people, text, lang, date), text, text);
}
