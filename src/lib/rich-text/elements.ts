import type { Schema } from 'hast-util-sanitize';
import { providers } from './embeds.js';

/**
 * Allowed attributes by their names in a tree. If not every value is allowed, the name comes with the allowed values.
 */
export type Attributes = NonNullable<NonNullable<Schema['attributes']>[string]>;

/** Returns the space-separated words of a text as a set. */
export const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements that are always empty. */
export const emptyElements = words('br hr img col input wbr');

/** Elements that separate the text before them from the text after them. */
export const blocks = words(
  'p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption table caption colgroup thead tbody tfoot tr td th col pre hr details summary section',
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
  ['align', 'left', 'center', 'right'],
];

/** The attributes that every element of an article may have. Ids have the prefix of ids in bodies. */
export const globalAttributes: Attributes = [
  ['id', /^user-content-\S{1,100}$/],
  ['lang', /^[a-z]{1,8}(?:-[a-z\d]{1,8}){0,8}$/i],
  ['dir', 'ltr', 'rtl', 'auto'],
];

/** The elements that the body of an article may have, each with its allowed attributes. */
export const articleElements = {
  a: ['href', 'title', ['rel', ...linkRelations], ['dataFootnoteRef', ''], ['dataFootnoteBackref', '']],
  abbr: ['title'],
  b: [],
  bdi: [],
  bdo: [],
  blockquote: ['cite'],
  br: [],
  caption: [],
  cite: [],
  code: [['className', /^language-[\w+#.-]{1,40}$/]],
  col: [['span', span]],
  colgroup: [['span', span]],
  dd: [],
  details: [],
  dfn: [],
  dl: [],
  dt: [],
  em: [],
  figcaption: [],
  figure: [['dataEmbed', ...providers]],
  h2: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  i: [],
  img: ['src', 'alt', ['width', pixels], ['height', pixels], ['loading', 'lazy', 'eager']],
  input: [
    ['type', 'checkbox'],
    ['disabled', true],
    ['checked', true],
  ],
  ins: [],
  kbd: [],
  li: [],
  mark: [],
  ol: [['start', /^\d{1,9}$/]],
  p: [],
  pre: [],
  q: ['cite'],
  rp: [],
  rt: [],
  ruby: [],
  s: [],
  samp: [],
  section: [['dataFootnotes', '']],
  small: [],
  span: [],
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
  var: [],
  wbr: [],
} satisfies Record<string, Attributes>;

/** The elements that a comment may have, each with its allowed attributes. */
export const commentElements: Record<string, Attributes> = {
  ...{ a: ['href'], blockquote: [], br: [], code: [], em: [], li: [], ol: [], p: [], strong: [], ul: [] },
};

/** Returns the name of an attribute in HTML. */
export function attributeName(attribute: Attributes[number]): string {
  const name = typeof attribute === 'string' ? attribute : attribute[0];
  if (name === 'className') return 'class';
  return name.startsWith('data') ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name.toLowerCase();
}
