import { escapeHtml, looksLikeHtml, paragraphs } from '../../fitting/text.js';
import { webAddress } from '../../fitting/web-address.js';
import { at, type Element, textOf } from './tree.js';

type Picture = { url: string; alt: string; caption: string | null; credit: string | null };

/** A body in HTML, the pictures that are in it, and what was left out of it. */
export type Body = {
  html: string;
  lead: Picture | null;
  pictures: Picture[];
  lost: { what: string; reason: string }[];
};

/** What elements of NITF are in HTML; those of HTML that files have though they should not are what they are. */
const names: Readonly<Record<string, string>> = {
  p: 'p',
  hl1: 'h2',
  hl2: 'h2',
  hl3: 'h3',
  h1: 'h2',
  h2: 'h2',
  h3: 'h3',
  h4: 'h4',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  dl: 'dl',
  dt: 'dt',
  dd: 'dd',
  bq: 'blockquote',
  blockquote: 'blockquote',
  pre: 'pre',
  table: 'table',
  caption: 'caption',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  td: 'td',
  th: 'th',
  em: 'em',
  i: 'em',
  strong: 'strong',
  b: 'strong',
  q: 'q',
  sub: 'sub',
  sup: 'sup',
  credit: 'cite',
  datasource: 'p',
  tagline: 'p',
  fn: 'p',
  note: 'p',
};

/** In these, text stands in paragraphs. */
const holders: ReadonlySet<string> = new Set([
  'body.content',
  'block',
  'div',
  'section',
  'article',
  'body.end',
  'content',
]);

/** What says something about the story beside its text. */
const aside: ReadonlySet<string> = new Set([
  'byline',
  'dateline',
  'abstract',
  'hedline',
  'nitf-table-metadata',
  'bibliography',
  'script',
  'style',
]);

/** The content of a story as HTML. The first picture is taken out of it: it stands above the story. */
export function bodyOf(content: Element | undefined): Body {
  const body: Body = { html: '', lead: null, pictures: [], lost: [] };
  if (content !== undefined) body.html = inside(content, body).trim();
  return body;
}

function inside(element: Element, body: Body): string {
  const isHolder = holders.has(element.name);
  return element.children
    .map((child) => {
      if (typeof child !== 'string') return markup(child, body);
      if (!isHolder) return escapeHtml(child);
      // HTML in CDATA.
      return looksLikeHtml(child) ? child : paragraphs(child);
    })
    .join('');
}

function markup(element: Element, body: Body): string {
  const { name, attributes } = element;
  if (aside.has(name)) return '';
  if (name === 'media' || name === 'img') return figure(element, body);
  if (name === 'br' || name === 'hr') return `<${name}>`;
  const content = inside(element, body);
  if (name === 'a') {
    const address = attributes.get('href')?.trim();
    return address ? `<a href="${escapeHtml(address)}">${content}</a>` : content;
  }
  const tag = names[name];
  // People, places, money and the like are words of the text; blocks only hold what is in them.
  if (tag === undefined || !Object.hasOwn(names, name)) return holders.has(name) ? `${content}\n` : content;
  const spans = ['colspan', 'rowspan']
    .filter((span) => /^\d{1,3}$/.test(attributes.get(span) ?? ''))
    .map((span) => ` ${span}="${attributes.get(span)}"`);
  return `<${tag}${spans.join('')}>${tag === 'p' ? content.trim() : content}</${tag}>${/^(?:p|h\d|ul|ol|table|blockquote)$/.test(tag) ? '\n' : ''}`;
}

/** A picture with its caption; any other medium, and a picture that is on no website, is noted and left out. */
function figure(element: Element, body: Body): string {
  const reference = element.name === 'img' ? element : at(element, 'media-reference');
  const attributes = reference?.attributes ?? element.attributes;
  const type = element.attributes.get('media-type')?.toLowerCase() ?? '';
  const stated = attributes.get('source') ?? attributes.get('src') ?? attributes.get('data-location') ?? '';
  const isPicture =
    element.name === 'img' ||
    /^(?:image|photo|graphic)/.test(type) ||
    /^image\//.test(attributes.get('mime-type') ?? '');
  const url = webAddress(stated);
  if (!isPicture || url === null) {
    body.lost.push({
      what: `${type || 'media'} ${stated.slice(0, 80)}`.trim(),
      reason: isPicture ? 'not-a-web-address' : 'no-place-for-it',
    });
    return '';
  }
  const caption = textOf(at(element, 'media-caption'));
  const credit =
    textOf(at(element, 'media-producer')) || textOf(at(element, 'credit')) || attributes.get('source-credit')?.trim();
  const picture = {
    url,
    alt: (attributes.get('alternate-text') ?? attributes.get('alt') ?? '').trim(),
    caption: caption || null,
    credit: credit || null,
  };
  if (body.lead === null) {
    body.lead = picture;
    return '';
  }
  body.pictures.push(picture);
  const words = [caption, picture.credit ?? ''].filter((text) => text !== '').map(escapeHtml);
  const below = words.length > 0 ? `<figcaption>${words.join(' ')}</figcaption>` : '';
  return `<figure><img src="${escapeHtml(url)}" alt="${escapeHtml(picture.alt)}">${below}</figure>\n`;
}
