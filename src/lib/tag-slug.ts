import { transliterate } from 'transliteration';

/** The maximum length of the slug of a tag, in UTF-16 units. */
const maxLength = 120;

/**
 * Returns the slug of a tag, by which articles are found: `9/11` becomes `9-11`, `#MeToo` becomes `metoo`, and
 * `Côte d’Ivoire` becomes `cote-divoire`. Latin letters lose their diacritics. Letters of other scripts stay, because
 * different words can have the same transliteration. Returns `''` for a tag without letters and digits.
 */
export function tagSlug(name: string): string {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/['’ʼ‘`´]/g, '')
      // Otherwise C, C++ and C# would be one tag.
      .replace(/(?<=[\p{L}\p{N}])#/gu, ' sharp ')
      .replace(/(?<=[\p{L}\p{N}+])\+/gu, ' plus ')
      // The library does not know this letter of Azerbaijani.
      .replace(/ə/g, 'e')
      .replace(/\p{Script=Latin}(?:\p{Script=Latin}|[\u0300-\u036f])*/gu, (word) => transliterate(word).toLowerCase())
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .slice(0, maxLength)
      .replace(/^-|-$/g, '')
  );
}
