import { endsAsMedium } from './media-names.js';
import { isKnownPlace } from './places.js';
import { commonGivenNames } from './words/given-names.js';

/** A station of the United States: `WBEZ`, `KQED`. */
const callSign = /^[KW][A-Z]{3}$/u;

/** A capital inside one word that is no prefix of a surname: `MinnPost`, `ProPublica`. */
const innerCapital = /^(?!Mc|Mac|De|Di|Du|La|Le|Fitz|Van|O)\p{Lu}\p{Ll}{2,}\p{Lu}\p{Ll}+$/u;

/** A name with the article of the sentence: `the Texas Tribune`. */
const withSmallArticle = /^the (?:\p{Lu}[\p{L}\p{N}.'’&-]*(?: |$)){1,5}$/u;

/**
 * Returns whether a text after the name of a person is the newspaper, station or website of that person. In that place,
 * words count that are also surnames, unless a given name stands before them: `Denver Post`, but not `Emily Post`.
 */
export function isMediumAfterName(text: string): boolean {
  const [first = ''] = text.split(' ');
  if (commonGivenNames.has(first) || isKnownPlace(text)) return false;
  return callSign.test(text) || innerCapital.test(text) || withSmallArticle.test(text) || endsAsMedium(text);
}
