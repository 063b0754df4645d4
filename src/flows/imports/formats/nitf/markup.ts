import { escapeHtml, looksLikeHtml, paragraphs } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { type Element, elementAt, textOf } from './tree.js';

type Picture = { url: string; alt: string; caption: string | null; credit: string | null };

/** A body as HTML, its images, and what was left out of it. */
export type Body = {
  html: string;
  lead: Picture | null;
  pictures: Picture[];
  omissions: { what: string; reason: string }[];
};

/** The HTML elements for those of NITF, including HTML elements that files contain although NITF has none. */
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

/** Elements whose text is converted to paragraphs. */
const textContainers: ReadonlySet<string> = new Set([
  'body.content',
  'block',
  'div',
  'section',
  'article',
  'body.end',
  'content',
]);

/** Elements that hold metadata, not text of the body. */
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

/** Converts the content of an article to HTML. The first image is removed from it and becomes the lead image. */
export function bodyOf(content: Element | undefined): Body {
  const body: Body = { html: '', lead: null, pictures: [], omissions: [] };
  if (content !== undefined) body.html = contentHtml(content, body).trim();
  return body;
}

function contentHtml(element: Element, body: Body): string {
  const isHolder = textContainers.has(element.name);
  return element.children
    .map((child) => {
      if (typeof child !== 'string') return markup(child, body);
      if (!isHolder) return escapeHtml(child);
      // Some files have HTML in CDATA sections.
      return looksLikeHtml(child) ? child : paragraphs(child);
    })
    .join('');
}

function markup(element: Element, body: Body): string {
  const { name, attributes } = element;
  if (aside.has(name)) return '';
  if (name === 'media' || name === 'img') return figure(element, body);
  if (name === 'br' || name === 'hr') return `<${name}>`;
  const content = contentHtml(element, body);
  if (name === 'a') {
    const address = attributes.get('href')?.trim();
    return address ? `<a href="${escapeHtml(address)}">${content}</a>` : content;
  }
  const tag = names[name];
  // Elements such as person, location and money only mark words of the text. Blocks only group other elements.
  if (tag === undefined || !Object.hasOwn(names, name)) return textContainers.has(name) ? `${content}\n` : content;
  const spans = ['colspan', 'rowspan']
    .filter((span) => /^\d{1,3}$/.test(attributes.get(span) ?? ''))
    .map((span) => ` ${span}="${attributes.get(span)}"`);
  return `<${tag}${spans.join('')}>${tag === 'p' ? content.trim() : content}</${tag}>${/^(?:p|h\d|ul|ol|table|blockquote)$/.test(tag) ? '\n' : ''}`;
}

/** Converts an image to a figure. Other media, and images without a web address, are left out and noted. */
function figure(element: Element, body: Body): string {
  const reference = element.name === 'img' ? element : elementAt(element, 'media-reference');
  const attributes = reference?.attributes ?? element.attributes;
  const type = element.attributes.get('media-type')?.toLowerCase() ?? '';
  const mediaSource = attributes.get('source') ?? attributes.get('src') ?? attributes.get('data-location') ?? '';
  const isPicture =
    element.name === 'img' ||
    /^(?:image|photo|graphic)/.test(type) ||
    /^image\//.test(attributes.get('mime-type') ?? '');
  const url = webAddress(mediaSource);
  if (!isPicture || url === null) {
    body.omissions.push({
      what: `${type || 'media'} ${mediaSource.slice(0, 80)}`.trim(),
      reason: isPicture ? 'not-a-web-address' : 'no-place-for-it',
    });
    return '';
  }
  const caption = textOf(elementAt(element, 'media-caption'));
  const credit =
    textOf(elementAt(element, 'media-producer')) ||
    textOf(elementAt(element, 'credit')) ||
    attributes.get('source-credit')?.trim();
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
