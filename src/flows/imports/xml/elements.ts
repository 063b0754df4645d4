import type { Readable } from 'node:stream';
import { InvalidXmlError, type XmlEvent, xmlEvents } from '../../../lib/xml-reader.js';
import { withoutHugeRuns, xmlText } from './xml-text.js';

/** An element with its children in order. Its name has a fixed prefix for its namespace: see `prefixOf`. */
export type Element = {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: (Element | string)[];
  line: number;
};

/** An element below the channel or feed. */
export type Unit = {
  kind: 'unit';
  element: Element;
  /** The number of child elements that were left out because the element became too large, by name. */
  omittedElements: ReadonlyMap<string, number>;
};

export type BrokenUnit = { kind: 'broken'; line: number; column: number | null; why: string };

/** The maximum number of characters of one item. Each element counts as `elementWeight` characters. */
const maxItemCharacters = 16 * 2 ** 20;

/** The hard limit. Up to it, a child that begins within `maxItemCharacters`, such as a comment, is read to its end. */
const maxTotalCharacters = 24 * 2 ** 20;

/** The maximum number of characters of one text: one more than a body may have, so that a longer body is refused. */
const maxTextCharacters = 1_000_001;

const elementWeight = 64;

const prefixes: Readonly<Record<string, string>> = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  media: 'http://search.yahoo.com/mrss/',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  thr: 'http://purl.org/syndication/thread/1.0',
  app: 'http://www.w3.org/2007/app',
  excerpt: 'http://wordpress.org/export/1.2/excerpt/',
  wp: 'http://wordpress.org/export/1.2/',
  wfw: 'http://wellformedweb.org/CommentAPI/',
  slash: 'http://purl.org/rss/1.0/modules/slash/',
  sy: 'http://purl.org/rss/1.0/modules/syndication/',
  georss: 'http://www.georss.org/georss',
  blogger: 'http://schemas.google.com/blogger/2018',
};

const prefixByNamespace = new Map(Object.entries(prefixes).map(([prefix, uri]) => [uri.replace(/\/$/, ''), prefix]));
// Blogger's exports were written before the namespace of the Atom Publishing Protocol (RFC 5023) was final.
prefixByNamespace.set('http://purl.org/atom/app#', 'app');

/** Namespaces that some files declare for the elements of RSS, which have no namespace. */
const rssNamespace =
  /^http:\/\/(?:backend\.userland\.com\/rss\d*|purl\.org\/rss\/1\.0|(?:my|channel)\.netscape\.com\/rdf\/simple\/0\.9)\/?$/;

/** Returns our prefix for a namespace. It depends neither on the prefix in the file nor on the version of WordPress. */
function prefixOf(uri: string): string {
  if (uri === '' || rssNamespace.test(uri)) return '';
  const prefix = prefixByNamespace.get(uri.replace(/\/$/, ''));
  if (prefix !== undefined) return `${prefix}:`;
  const theirs = /^https?:\/\/wordpress\.org\/export\/[\d.]+\/(excerpt\/)?$/.exec(uri);
  if (theirs !== null) return theirs[1] ? 'excerpt:' : 'wp:';
  if (/^https?:\/\/www\.w3\.org\/1999\/xhtml\/?$/.test(uri)) return 'html:';
  return '?:';
}

/** Entities of HTML, which some files use without declaring them. */
const entities = Object.fromEntries(
  (
    'nbsp=160 iexcl=161 pound=163 sect=167 copy=169 laquo=171 reg=174 deg=176 middot=183 raquo=187 frac12=189 iquest=191 ' +
    'Auml=196 Aring=197 Eacute=201 Ouml=214 Oslash=216 Uuml=220 szlig=223 agrave=224 aacute=225 auml=228 aring=229 ' +
    'aelig=230 ccedil=231 egrave=232 eacute=233 ecirc=234 iacute=237 ntilde=241 oacute=243 ouml=246 oslash=248 ' +
    'uacute=250 uuml=252 ndash=8211 mdash=8212 lsquo=8216 rsquo=8217 sbquo=8218 ldquo=8220 rdquo=8221 bdquo=8222 ' +
    'bull=8226 hellip=8230 euro=8364 trade=8482'
  )
    .split(' ')
    .map((pair) => pair.split('='))
    .map(([name, code]) => [name, String.fromCharCode(Number(code))]),
);

/** Elements that contain items. Their children are not collected in memory. */
const containers = new Set(['rss', 'channel', 'atom:feed', '?:RDF']);

/**
 * Yields the elements of a feed one by one, each with all its children. Of an element with more than 16 Mi characters,
 * the remaining children are left out and counted. Containers are yielded first, without children, for their
 * attributes.
 */
export async function* unitsOf(bytes: Readable): AsyncGenerator<Unit | BrokenUnit> {
  let open: Element[] = [];
  let omittedElements = new Map<string, number>();
  let length = 0;
  /** The depth inside an element that is left out; 0 outside. */
  let skippedDepth = 0;

  function add(text: string): void {
    const parent = open.at(-1);
    if (text === '' || skippedDepth > 0 || parent === undefined) return;
    parent.children.push(text);
    length += text.length;
  }
  function onStart({ uri, name: local, attributes, text, line }: XmlEvent): Unit | undefined {
    const name = `${prefixOf(uri)}${local}`;
    add(text);
    if (open.length === 0 && containers.has(name))
      return { kind: 'unit', element: { name, attributes, children: [], line }, omittedElements: new Map() };
    const maxLength = open.length === 1 ? maxItemCharacters : maxTotalCharacters;
    if (skippedDepth > 0 || (open.length > 0 && length > maxLength)) {
      const top = skippedDepth > 0 ? undefined : (open[1]?.name ?? name);
      if (top !== undefined) omittedElements.set(top, (omittedElements.get(top) ?? 0) + 1);
      skippedDepth += 1;
      return undefined;
    }
    const element: Element = { name, attributes, children: [], line };
    for (const value of attributes.values()) length += value.length;
    length += elementWeight;
    open.at(-1)?.children.push(element);
    open.push(element);
    return undefined;
  }
  function onEnd({ text }: XmlEvent): Unit | undefined {
    add(text);
    if (skippedDepth > 0) {
      skippedDepth -= 1;
      return undefined;
    }
    const element = open.pop();
    if (element === undefined || open.length > 0) return undefined;
    const unit: Unit = { kind: 'unit', element, omittedElements };
    omittedElements = new Map();
    length = 0;
    return unit;
  }

  try {
    const events = xmlEvents(withoutHugeRuns(xmlText(bytes)), { maxTextLength: maxTextCharacters, prefixes, entities });
    for await (const batch of events)
      for (const event of batch) {
        const unit = event.kind === 'start' ? onStart(event) : onEnd(event);
        if (unit !== undefined) yield unit;
      }
  } catch (error) {
    if (!(error instanceof InvalidXmlError)) throw error;
    open = [];
    yield { kind: 'broken', line: error.line, column: error.column, why: error.message };
  }
}

/** Returns the child elements that have one of the names, in their order. */
export const elementsIn = (element: Element, ...names: readonly string[]): Element[] =>
  element.children.filter((child): child is Element => typeof child !== 'string' && names.includes(child.name));

export const elementIn = (element: Element, name: string): Element | undefined =>
  element.children.find((child): child is Element => typeof child !== 'string' && child.name === name);

/** Returns the text of an element, without that of its child elements, and not trimmed. */
export const rawText = (element: Element | undefined): string =>
  (element?.children ?? []).filter((child) => typeof child === 'string').join('');

/** Returns the trimmed text of the first child element that has one of the names and is not empty, or null. */
export function textIn(element: Element, ...names: readonly string[]): string | null {
  for (const name of names)
    for (const one of elementsIn(element, name)) {
      const text = rawText(one).trim();
      if (text !== '') return text;
    }
  return null;
}
