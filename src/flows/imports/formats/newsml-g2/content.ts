import type { DraftImageInput, Omission } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { looksLikeHtml, paragraphs } from '../../normalisation/text.js';
import { bodyOf } from '../nitf/markup.js';
import { type Element, elementAt, textOf } from '../nitf/tree.js';
import { xhtmlToHtml } from './xhtml.js';

/** The text of an item as HTML, with what only its own format knows. */
export type ItemContent = {
  html: string;
  headline: string | null;
  byline: string | null;
  dateline: string | null;
  lead: DraftImageInput | null;
  pictures: readonly DraftImageInput[];
  omissions: readonly Omission[];
};

const empty: ItemContent = {
  html: '',
  headline: null,
  byline: null,
  dateline: null,
  lead: null,
  pictures: [],
  omissions: [],
};

const childrenOf = (element: Element): Element[] =>
  element.children.filter((child): child is Element => typeof child !== 'string');

function contentOfNitf(nitf: Element): ItemContent {
  const bodyHead = elementAt(nitf, 'body', 'body.head');
  const body = bodyOf(elementAt(nitf, 'body', 'body.content'));
  return {
    html: body.html,
    headline: textOf(elementAt(bodyHead, 'hedline', 'hl1')) || textOf(elementAt(nitf, 'head', 'title')) || null,
    byline: textOf(elementAt(bodyHead, 'byline')) || null,
    dateline: textOf(elementAt(bodyHead, 'dateline'), 'story.date').replace(/[\s,–—-]+$/, '') || null,
    lead: body.lead,
    pictures: body.pictures,
    omissions: body.omissions,
  };
}

function contentOfXhtml(html: Element): ItemContent {
  const body = elementAt(html, 'body') ?? html;
  return { ...empty, html: xhtmlToHtml(body).trim(), headline: textOf(elementAt(html, 'head', 'title')) || null };
}

/** Returns the content of an element `inlineXML` or `inlineData`, or null if it is in a form that is not read. */
function contentOf(part: Element): ItemContent | null {
  if (part.name === 'inlineXML') {
    const root = childrenOf(part)[0];
    if (root?.name === 'nitf') return contentOfNitf(root);
    return root !== undefined && /^(?:html|body|div|section|article|p)$/i.test(root.name)
      ? contentOfXhtml(root.name === 'p' ? part : root)
      : null;
  }
  if (!/^text\/|^application\/xhtml|^$/i.test(part.attributes.get('contenttype') ?? '')) return null;
  const text = textWithBreaks(part);
  return { ...empty, html: looksLikeHtml(text) ? text : paragraphs(text) };
}

const textWithBreaks = (element: Element): string =>
  element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();

/** Returns the first content of an item that can be read. Other forms of the content are reported only without one. */
export function contentOfItem(contentSet: Element | undefined): ItemContent {
  const parts = contentSet === undefined ? [] : childrenOf(contentSet);
  const inlineParts = parts.filter(({ name }) => name === 'inlineXML' || name === 'inlineData');
  const contents = inlineParts.flatMap((part) => contentOf(part) ?? []);
  const content = contents.find(({ html }) => html !== '') ?? contents[0] ?? empty;
  if (content.html !== '') return content;
  const missingParts = parts
    .filter(({ name }) => name === 'remoteContent' || name === 'inlineXML' || name === 'inlineData')
    .map(({ name, attributes }) => ({
      what: `${name} ${quote(attributes.get('href') ?? attributes.get('contenttype') ?? '')}`.trim(),
      reason: name === 'remoteContent' ? 'not-in-the-file' : 'in-no-form-that-is-read',
    }));
  return { ...content, omissions: [...content.omissions, ...missingParts] };
}
