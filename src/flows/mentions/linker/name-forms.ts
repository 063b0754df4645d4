import { compoundIn } from './compound-surnames.js';
import {
  composedFamily,
  familyIn,
  familyInAlias,
  familyInEasternAlias,
  firstFamily,
  isOtherPersonalName,
  otherFamilies,
  withoutParticle,
} from './family-names.js';
import { fold, hasOtherScript, isComposed } from './fold.js';
import type { PersonRecord, Span } from './person-record.js';
import { type Token, tokensOf } from './tokens.js';
import { particles, suffixes, titleWords } from './words.js';

/** A full name of a person: folded words, joined by spaces. */
type FullForm = {
  keys: readonly string[];
  kind: 'name' | 'alias';
  /** Whether the directory has the name in exactly this form. Other forms are derived. */
  isExact: boolean;
  /** When the name was used. Undefined for always. */
  span?: Span;
  /** Whether a hyphen joins all its words, as in `Kim-Jong`. */
  isHyphened: boolean;
  /** The surname of a former or other name of the person, which counts only after this name. */
  ownShort?: string | undefined;
};

/** A name of which a text may print more given names or initials: the words around the middle. */
export type OuterForm = {
  givenKey: string;
  family: string;
  middle: readonly string[];
  ownShort?: string | undefined;
};

/** All forms in which a text may name a person. */
export type NameForms = {
  full: readonly FullForm[];
  shorts: ReadonlyMap<string, Span | undefined>;
  /** Those of the short names that count only after a former or other name of the person. */
  aliasShorts: ReadonlySet<string>;
  /** Those of the short names that leave out the particle of the family name. */
  bareShorts: ReadonlySet<string>;
  /** Those of the short names that are compound surnames, such as `Ocasio-Cortez`. */
  compounds: readonly string[];
  outer: readonly OuterForm[];
  /** The words in small letters in the person's names. */
  linkingWords: readonly string[];
  initial: string;
  givenKey: string;
};

/** Returns the folded words of a name. */
const keysOf = (name: string): string[] => (isComposed(name) ? [fold(name)] : tokensOf(name).map(({ key }) => key));

const withoutInitials = (name: string): string => name.replace(/(?<=\S)\s+(?:\p{Lu}\.)+(?=\s)/gu, '');

/** Removes the article of an Arabic name, as some newsrooms do: `Bashar Assad`. */
const withoutArticle = (name: string): string => name.replace(/(?<=^|\s)(?:al|el)-(?=\p{Lu})/giu, '');

const isHyphened = (name: string) => /^[^\s]+-[^\s]+$/.test(name);

/** Returns all forms in which the full name may be printed. */
function fullNames(person: PersonRecord): Set<string> {
  const { name, givenName, familyName } = person;
  const forms = new Set([name, withoutInitials(name)]);
  if (givenName !== null && familyName !== null && !isComposed(name)) {
    forms.add(`${givenName} ${familyName}`);
    forms.add(withoutInitials(`${givenName} ${familyName}`));
    if (person.nameOrder === 'family-first') forms.add(`${familyName} ${givenName}`);
  }
  for (const form of [...forms]) {
    const without = withoutArticle(form);
    if (without === form) continue;
    forms.add(without);
    // The article is written al or el: `Abdel Fattah el-Sisi`.
    forms.add(form.replace(/(?<=^|\s)al-/giu, 'el-'));
    forms.add(form.replace(/(?<=^|\s)el-/giu, 'al-'));
  }
  return forms;
}

/** Returns the name with the initials of all given names, such as `H. J. Whitcombe`, if there are two or more. */
function initialsForm(keys: readonly string[], family: readonly string[]): string[] | undefined {
  const givenKeys = keys.slice(0, keys.length - family.length);
  if (givenKeys.length < 2 || family.length === 0 || givenKeys.some((key) => particles.has(key))) return undefined;
  const initials = givenKeys.map((key) => (/^\p{L}{2}$/u.test(key) ? key : key.slice(0, 1))).join('');
  // `Dr. Graham` is hardly ever Daniel Robert Graham.
  return titleWords.has(initials) ? undefined : [initials, ...family];
}

/** Articles before a nickname or title: `The Boss of Berlin`. */
const articles: ReadonlySet<string> = new Set('the der die das le les el il'.split(' '));

/** Returns the words of names that are in small letters, such as `of` in `Duchess of Sussex`. */
const linkingWordsOf = (names: readonly string[]): string[] =>
  names.flatMap((name) =>
    / \p{Ll}/u.test(name) ? tokensOf(name).flatMap((token) => (isSmall(token) ? [token.key] : [])) : [],
  );

const isSmall = ({ isCapitalised, isCaseless, key }: Token) => !isCapitalised && !isCaseless && !/^\d/.test(key);

/**
 * Returns a name without `Jr.`, if it has two whole given names: `Martin Luther King`. With fewer, the name without the
 * suffix is rather that of a relative.
 */
function withoutJunior(keys: readonly string[], family: readonly string[]): readonly string[] | undefined {
  const whole = keys.slice(0, -1);
  const givenKeys = whole.slice(0, whole.length - family.length);
  const isWhole = keys.at(-1) === 'jr' && givenKeys.length > 1 && givenKeys.every((key) => key.length > 2);
  return isWhole ? whole : undefined;
}

/** Returns all forms in which a text may name a person. */
export function nameForms(record: PersonRecord): NameForms {
  const { name, nameOrder, familyName, givenName } = record;
  const isFamilyFirst = nameOrder === 'family-first';
  const keys = keysOf(name);
  const family = isComposed(name)
    ? composedFamily(record)
    : familyName !== null
      ? keysOf(familyName)
      : familyIn(name, isFamilyFirst);
  const suffix = suffixes.has(keys.at(-1) ?? '') ? keys.slice(-1) : [];
  const full: FullForm[] = [];
  const shorts = new Map<string, Span | undefined>();
  const outer: OuterForm[] = [];
  const addShort = (words: readonly string[], span?: Span) => {
    const key = words.join(' ');
    if (key !== '' && !shorts.has(key)) shorts.set(key, span);
  };

  for (const form of fullNames(record))
    full.push({ keys: keysOf(form), kind: 'name', isExact: form === name, isHyphened: isHyphened(form) });
  const shorter = withoutJunior(keys, family);
  if (shorter !== undefined) full.push({ keys: shorter, kind: 'name', isExact: false, isHyphened: false });
  addShort(family);
  for (const other of otherFamilies(record, keys, family)) addShort(other);
  const firstSurname = firstFamily(record, keys, family);
  addShort(firstSurname);
  // `Gabriel Boric` for `Gabriel Boric Font`
  const firstAt = keys.indexOf(firstSurname[0] ?? '');
  if (firstAt > 0 && firstAt < keys.length - 1)
    full.push({ keys: keys.slice(0, firstAt + 1), kind: 'name', isExact: false, isHyphened: false });
  // Short names with a suffix, as in `Trump Jr.`
  if (suffix.length > 0 && family.length > 0) addShort([...family, ...suffix]);
  for (const short of record.shortNames) {
    addShort(keysOf(short));
    addShort(keysOf(withoutArticle(short)));
  }
  if (!isFamilyFirst && suffix.length === 0 && !isComposed(name)) {
    const givenKeys = keys.slice(0, keys.length - family.length);
    if (givenKeys.length > 0 && family.length > 0 && keys.slice(givenKeys.length).join(' ') === family.join(' ')) {
      const [first = '', ...middle] = givenKeys;
      if (first.length > 1) outer.push({ givenKey: first, family: family.join(' '), middle });
      const initials = initialsForm(keys, family);
      if (initials !== undefined) full.push({ keys: initials, kind: 'name', isExact: false, isHyphened: false });
    }
  }

  const compounds = compoundIn(name, family);
  const bareShorts = new Set<string>();
  const addBare = (words: readonly string[], span?: Span) => {
    const bare = withoutParticle(words).join(' ');
    if (bare === '' || shorts.has(bare)) return;
    bareShorts.add(bare);
    addShort([bare], span);
  };
  addBare(family);
  const aliasShorts = new Set<string>();
  for (const alias of record.aliases) {
    const aliasKeys = keysOf(alias.name);
    const span = alias.from === null && alias.to === null ? undefined : { from: alias.from, to: alias.to };
    const isWhole = aliasKeys.length > 1 || alias.kind === 'initials' || isComposed(alias.name);
    if (!isWhole) {
      addShort(aliasKeys, span);
      continue;
    }
    const form: FullForm = { keys: aliasKeys, kind: 'alias', isExact: true, isHyphened: isHyphened(alias.name) };
    if (span !== undefined) form.span = span;
    full.push(form);
    const bare = aliasKeys.slice(1);
    if (articles.has(aliasKeys[0] ?? '') && bare.length > 1) full.push({ ...form, keys: bare, isExact: false });
    if (alias.kind === 'initials' || alias.kind === 'nickname') continue;
    const aliasFamily = familyInAlias(record, family, alias.name);
    if (isComposed(alias.name)) {
      if (aliasFamily.length > 0) addShort(aliasFamily, span);
      else if (!isComposed(name) && (alias.kind !== 'transliteration' || isFamilyFirst))
        addShort(familyInEasternAlias(alias.name), span);
      continue;
    }
    const initials = initialsForm(aliasKeys, family);
    if (initials !== undefined && aliasKeys.slice(-family.length).join(' ') === family.join(' '))
      full.push({
        keys: initials,
        kind: 'alias',
        isExact: false,
        isHyphened: false,
        ...(span === undefined ? {} : { span }),
      });
    // The surname in another script or spelling, as in `Ангела Меркель`.
    if (alias.kind === 'transliteration' || hasOtherScript(alias.name, name)) {
      addShort(aliasFamily, span);
      addBare(aliasFamily, span);
      compounds.push(...compoundIn(alias.name, aliasFamily));
      const [first = '', ...rest] = aliasKeys;
      if (span === undefined && first.length > 1 && aliasFamily.length > 0)
        outer.push({
          givenKey: first,
          family: aliasFamily.join(' '),
          middle: rest.slice(0, rest.length - aliasFamily.length),
        });
    } else if (isOtherPersonalName(alias, keys)) {
      const other = familyIn(alias.name, isFamilyFirst);
      const ownShort = other.join(' ');
      if (!shorts.has(ownShort)) aliasShorts.add(ownShort);
      if (!aliasShorts.has(ownShort)) continue;
      addShort(other, span);
      form.ownShort = ownShort;
      const [givenKey = '', ...middle] = aliasKeys.slice(0, -other.length);
      const isPlain = !isFamilyFirst && span === undefined && givenKey.length > 1 && aliasKeys.at(-1) === other.at(-1);
      if (isPlain) outer.push({ givenKey, family: ownShort, middle, ownShort });
    }
  }
  const linkingWords = linkingWordsOf([name, ...record.aliases.map((alias) => alias.name)]);
  return {
    full,
    shorts,
    aliasShorts,
    bareShorts,
    compounds,
    outer,
    linkingWords,
    ...givenOf(name, givenName, isFamilyFirst, family.length),
  };
}

function givenOf(
  name: string,
  givenName: string | null,
  isFamilyFirst: boolean,
  familyLength: number,
): { initial: string; givenKey: string } {
  const keys = givenName === null ? keysOf(name) : keysOf(givenName);
  const key = (isFamilyFirst && givenName === null ? keys[familyLength] : keys[0]) ?? '';
  return { initial: fold(key).slice(0, 1), givenKey: key };
}
