import type { Schema } from 'hast-util-sanitize';

/**
 * Allowed attributes by their names in a tree. If not every value is allowed, the name comes with the allowed values.
 */
export type Attributes = NonNullable<NonNullable<Schema['attributes']>[string]>;

/** Returns the space-separated words of a text as a set. */
export const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements that are always empty. */
export const emptyElements = words('br hr img col');

/** Elements that separate the text before them from the text after them. */
export const blocks = words(
  'p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption table caption colgroup thead tbody tfoot tr td th col pre hr details summary',
);

/** The allowed protocols of addresses. Relative addresses are always allowed. */
export const protocols = {
  href: ['http', 'https', 'mailto', 'tel'],
  src: ['http', 'https'],
  cite: ['http', 'https'],
};

/** Link relations that editors may set. Those that would give the linked page access to the page are missing. */
const linkRelations = ['author', 'external', 'license', 'nofollow', 'noopener', 'noreferrer', 'sponsored', 'ugc'];

/** A size of an image: up to 99,999 pixels. */
const pixels = /^\d{1,5}$/;
const span = /^\d{1,3}$/;

const cell: Attributes = [
  ['colSpan', span],
  ['rowSpan', span],
];

/** The elements that the body of an article may have, each with its allowed attributes. */
export const articleElements = {
  a: ['href', 'title', ['rel', ...linkRelations]],
  abbr: ['title'],
  b: [],
  blockquote: ['cite'],
  br: [],
  caption: [],
  cite: [],
  code: [],
  col: [['span', span]],
  colgroup: [['span', span]],
  dd: [],
  details: [],
  dl: [],
  dt: [],
  em: [],
  figcaption: [],
  figure: [],
  h2: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  i: [],
  img: ['src', 'alt', ['width', pixels], ['height', pixels], ['loading', 'lazy', 'eager']],
  li: [],
  mark: [],
  ol: [['start', /^\d{1,9}$/]],
  p: [],
  pre: [],
  q: ['cite'],
  s: [],
  small: [],
  strong: [],
  sub: [],
  summary: [],
  sup: [],
  table: [],
  tbody: [],
  td: cell,
  tfoot: [],
  th: [...cell, ['scope', 'row', 'col', 'rowgroup', 'colgroup']],
  thead: [],
  time: ['dateTime'],
  tr: [],
  u: [],
  ul: [],
} satisfies Record<string, Attributes>;

/** The elements that a comment may have, each with its allowed attributes. */
export const commentElements: Record<string, Attributes> = {
  ...{ a: ['href'], blockquote: [], br: [], code: [], em: [], li: [], ol: [], p: [], strong: [], ul: [] },
};

/** Returns the name of an attribute in HTML. */
export const attributeName = (attribute: Attributes[number]): string =>
  (typeof attribute === 'string' ? attribute : attribute[0]).toLowerCase();
