import { type Authors, authorsOf, type PrintedAuthor } from '../../bylines/index.js';
import type { DraftImageInput, DraftInput } from '../../normalisation/draft.js';
import { asFields, asList, asText, type Fields, firstText, isFields } from '../../normalisation/fields.js';
import { keyOf } from '../../normalisation/keys.js';

/**
 * Returns the words of a list. In a plural field (`tags: dolor amet`), a text is split at commas, or else at white
 * space, as Jekyll does. In a singular field (`tag: Lorem Ipsum`), a text is one word.
 */
function wordsOf(value: unknown, plural: boolean): string[] {
  return asList(value).flatMap((entry, _, all) => {
    const text = isFields(entry) ? firstText(entry.name, entry.title, entry.slug) : asText(entry);
    if (text === null) return [];
    if (!plural || all.length > 1 || Array.isArray(value) || isFields(entry)) return [text];
    return text.split(text.includes(',') ? ',' : /\s+/).map((word) => word.trim());
  });
}

/**
 * Returns the section from `section`, `category` or the first of `categories`, in this order. `world/europe` is a path.
 * The remaining categories are returned as `rest`, for use as tags.
 */
export function sectionOf(fields: Fields): { section: NonNullable<DraftInput['section']>; rest: string[] } {
  const [first, ...rest] = [
    ...wordsOf(fields.section, false),
    ...wordsOf(fields.category, false),
    ...wordsOf(fields.categories, true),
  ];
  const path = (first ?? '').split('/').map((name) => name.trim());
  return { section: path.filter((name) => name !== '').map((name) => ({ name })), rest };
}

export const tagsOf = (fields: Fields): string[] => [
  ...wordsOf(fields.tag, false),
  ...wordsOf(fields.tags, true),
  ...asList(fields.keywords).flatMap((entry) => asText(entry)?.split(',') ?? []),
];

/** Returns the authors, which may be names or objects with a name, an id and a title. */
export function authorsIn({ author, authors }: Fields, source: string): Authors {
  return authorsOf(
    [...asList(author), ...asList(authors)].flatMap((entry): PrintedAuthor[] => {
      if (!isFields(entry)) return [{ text: asText(entry) ?? '', isName: true }];
      const name = firstText(entry.name, entry.title, entry.display_name);
      const id = firstText(entry.id, entry.slug, entry.url);
      const titleAsPrinted = firstText(entry.job_title, entry.role, entry.position);
      const key = id === null ? null : keyOf(source, id);
      return name === null ? [] : [{ text: name, isName: true, titleAsPrinted, key }];
    }),
  );
}

/** Returns the lead image, which may be a URL or an object with a URL, a caption and a credit. */
export function imageOf(fields: Fields): DraftImageInput | null {
  for (const name of ['image', 'cover', 'featured_image', 'hero', 'thumbnail']) {
    const [value] = asList(fields[name]);
    const picture = asFields(value);
    const url = asText(value) ?? firstText(picture.src, picture.url, picture.image, picture.path, picture.feature);
    if (url === null) continue;
    return {
      url,
      alt: firstText(picture.alt, fields.image_alt),
      caption: firstText(picture.caption, fields.image_caption),
      credit: firstText(picture.credit, picture.attribution, fields.image_credit),
    };
  }
  return null;
}
