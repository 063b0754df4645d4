import { timeOf } from '../../fitting/dates.js';
import { type Fields, isFields } from '../../fitting/fields.js';
import type { NdjsonArticle } from './article.schema.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => value == null || typeof value === 'string';
const isFlag: Check = (value) => value == null || typeof value === 'boolean';
const isTime: Check = (value) => value == null || (typeof value === 'string' && timeOf(value) !== null);
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    value == null || (typeof value === 'string' && words.includes(value));
const list =
  (entry: Check): Check =>
  (value) =>
    value == null || (Array.isArray(value) && value.length <= 200 && value.every(entry));
function object(fields: Readonly<Record<string, Check>>, ...needed: readonly string[]): Check {
  const checks = Object.entries(fields);
  return (value) =>
    isFields(value) && needed.every((field) => typeof value[field] === 'string') && passes(value, checks);
}

function passes(value: Fields, checks: readonly (readonly [string, Check])[]): boolean {
  for (const [field, check] of checks) if (!check(value[field])) return false;
  return true;
}

const person = object({
  id: isText,
  slug: isText,
  person: isText,
  name: isText,
  relation: oneOf('author', 'subject', 'mentioned', 'quoted', 'pictured'),
  titleAsPrinted: isText,
});
const orNull =
  (check: Check): Check =>
  (value) =>
    value == null || check(value);
const isPath = list(object({ slug: isText, name: isText }));
const isSection = object({ slug: isText, name: isText, path: (value) => isText(value) || isPath(value) });
const isStory = object({ id: isText, slug: isText, source: isText });

const checks: readonly (readonly [keyof NdjsonArticle & string, Check])[] = [
  ['id', isText],
  ['externalIds', list(object({}, 'source', 'id'))],
  ['headline', isText],
  ['slug', isText],
  ['standfirst', isText],
  ['type', isText],
  ['body', isText],
  ['bodyFormat', oneOf('html', 'markdown', 'text')],
  ['lang', isText],
  ['dateline', isText],
  ['section', (value) => isText(value) || isSection(value)],
  ['tags', list((value) => typeof value === 'string')],
  ['people', list(person)],
  ['authors', list(person)],
  ['sources', list(object({ url: isText, relation: oneOf('cited', 'original', 'syndicated') }, 'name'))],
  ['related', list((value) => typeof value === 'string' || isStory(value))],
  ['leadImage', orNull(object({ alt: isText, caption: isText, credit: isText }, 'url'))],
  ['seo', orNull(object({ title: isText, description: isText, canonicalUrl: isText }))],
  ['commentsOpen', isFlag],
  ['comments', orNull(object({ open: isFlag }))],
  ['status', oneOf('draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed')],
  ['corrections', list(object({ kind: isText, note: isText, at: isTime }))],
  ['publishedAt', isTime],
  ['firstPublishedAt', isTime],
  ['updatedAt', isTime],
];

/**
 * Whether a line is an article, told in a tenth of the time that its schema takes. What passes here passes there, which a
 * test holds to; what does not is asked of the schema, which knows more shapes and says what is wrong.
 */
export const isArticle = (value: unknown): value is NdjsonArticle => isFields(value) && passes(value, checks);
