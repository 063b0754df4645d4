import type { Schema } from 'hast-util-sanitize';

/** Attributes by their names in a tree; those of which not every value may pass with the values that may. */
export type Attributes = NonNullable<NonNullable<Schema['attributes']>[string]>;

/** The words of a list, to ask whether one is among them. */
export const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements that never hold anything. */
export const emptyElements = words('br hr img col');

/** Elements that part the text before them from that after them. */
export const blocks = words(
  'p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption table caption colgroup thead tbody tfoot tr td th col pre hr details summary',
);

/** Where addresses may lead; relative ones always may. */
export const protocols = {
  href: ['http', 'https', 'mailto', 'tel'],
  src: ['http', 'https'],
  cite: ['http', 'https'],
};

/** Link relations that an editor may state; those that would give a link powers over the page are not among them. */
const linkRelations = ['author', 'external', 'license', 'nofollow', 'noopener', 'noreferrer', 'sponsored', 'ugc'];

/** Up to five digits: no picture of a story is wider than 99,999 pixels. */
const pixels = /^\d{1,5}$/;
const span = /^\d{1,3}$/;

const cell: Attributes = [
  ['colSpan', span],
  ['rowSpan', span],
];

/** What the body of an article is made of: its elements, each with the attributes that it may carry. */
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

/** The same for a comment. */
export const commentElements: Record<string, Attributes> = {
  ...{ a: ['href'], blockquote: [], br: [], code: [], em: [], li: [], ol: [], p: [], strong: [], ul: [] },
};

/** The name that an attribute has in HTML. */
export const attributeName = (attribute: Attributes[number]): string =>
  (typeof attribute === 'string' ? attribute : attribute[0]).toLowerCase();
