import type { Fields } from '../directory-files/index.js';
import { asText, joinNameParts } from './lenient.js';

type Names = {
  name: string | undefined;
  givenName: string | undefined;
  familyName: string | undefined;
  aliases: Alias[];
};

type Alias = { name: string; kind: 'alias' | 'nickname' };

/** Matches the quoted nickname in `Eric A. "Rick" Crawford`. */
const nicknamePattern = /["“]([^"“”]+)["”] ?/;

/** Matches the part that distinguishes Wikipedia articles: `(politician)` in `Rick Crawford (politician)`. */
const disambiguatorPattern = / \([^()]*\)$/;

/** Matches the comma before `Jr.`, which newspapers leave out. */
const commaBeforeSuffix = /, (?=(?:Jr|Sr)\.?$|[IVX]+$)/;

/**
 * Returns the names of a member of Congress. The name is their official name. If the files have none, as for
 * presidents, it is the title of their Wikipedia article, or else it is joined from the parts as newspapers do: `Jimmy
 * Carter`, `Franklin D. Roosevelt`.
 */
export function congressNames(name: Fields, wikipedia: unknown): Names {
  const [first, middle, last, suffix, nickname] = [
    asText(name.first),
    asText(name.middle),
    asText(name.last),
    asText(name.suffix),
    asText(name.nickname),
  ];
  const official = asText(name.official_full)?.replace(commaBeforeSuffix, ' ');
  const officialNickname = official === undefined ? undefined : nicknamePattern.exec(official)?.[1];
  const title = asText(wikipedia)?.replace(disambiguatorPattern, '');
  const articleTitle = last !== undefined && title?.includes(last) ? title : undefined;
  const nicknameWithSurname = nickname === undefined ? undefined : joinNameParts(nickname, last);

  const officialWithoutNickname = official?.replace(nicknamePattern, '');

  const primaryName =
    (officialNickname === undefined ? official : joinNameParts(officialNickname, last)) ??
    articleTitle ??
    nicknameWithSurname ??
    joinNameParts(first, initialsOf(middle), last, suffix);
  return {
    name: primaryName,
    givenName: first,
    familyName: last,
    aliases: [
      ...toAliases('nickname', [nicknameWithSurname]),
      ...toAliases('alias', [
        officialWithoutNickname,
        withoutSuffix(officialWithoutNickname, suffix),
        withoutSuffix(primaryName, suffix),
        middle === undefined ? undefined : joinNameParts(first, middle, last),
        joinNameParts(first, last),
        articleTitle,
      ]),
    ],
  };
}

function toAliases(kind: Alias['kind'], names: readonly (string | undefined)[]): Alias[] {
  return names.filter((name) => name !== undefined).map((name) => ({ name, kind }));
}

/** Returns the initials of names: `H. W.` for `Herbert Walker`. Particles such as `de` have none. */
function initialsOf(names: string | undefined): string | undefined {
  const initials = names?.match(/(?<!\S)\p{Lu}/gu)?.map((letter) => `${letter}.`);
  return initials?.join(' ');
}

function withoutSuffix(name: string | undefined, suffix: string | undefined): string | undefined {
  return suffix !== undefined && name?.endsWith(` ${suffix}`) ? name.slice(0, -suffix.length - 1) : undefined;
}
