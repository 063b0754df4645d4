import type { Omission } from '../../normalisation/draft.js';
import { truncate } from '../../normalisation/text.js';
import { reasonOfLine } from './boilerplate-lines.js';
import { headingPatterns, namePatterns, shareLinkPattern } from './boilerplate-patterns.js';
import {
  allIn,
  attributeOf,
  type Element,
  hasMoreThan,
  isElement,
  type Node,
  textLengthOutsideLinks,
  textOf,
} from './dom.js';
import { describeFrame, isFrame, isFrameOfText, isWrapperOfEmbedQuote } from './frames.js';
import type { ChosenTexts } from './readable.js';

/** An element removed from a page. `near` is the element before it, by which it is assigned to an article. */
export type RemovedElement = Omission & { near: Element | null };

const headings = 'h1, h2, h3, h4, h5, h6';

/** Describes an element for the report. */
function describeElement(element: Element): string {
  const name = attributeOf(element, 'id') ?? attributeOf(element, 'class')?.split(/\s+/)[0];
  const text = truncate(textOf(element), 60);
  return [`<${element.localName}${name ? ` ${truncate(name, 40)}` : ''}>`, ...(text === '' ? [] : [`"${text}"`])].join(
    ' ',
  );
}

/** Names that also blocks of articles have, for example `read-more` for the part below a fold. */
const looseReasons = /^(?:related-links|navigation|page-furniture|sidebar|advertisement|share-buttons)$/;

/** The minimum number of characters chosen by Readability with which a block stays, whatever its name. */
const minChosenLength = 200;

/**
 * Removes boilerplate from a page, in place. A block with most of the text of the page stays, whatever its name, and so
 * does a block that is mostly text chosen by Readability, unless its name is clear. Frames and quoted posts within the text stay.
 *
 * @param base the base of relative URLs
 */
export function removeBoilerplate(
  root: Element,
  chosenTexts: ChosenTexts | null,
  base: string | null,
): RemovedElement[] {
  const removedElements: RemovedElement[] = [];
  const minArticleLength = Math.max(400, textOf(root).length / 2);
  const titleAncestors = findTitleAncestors(root);
  const removedNodes = new Set<Node>();
  const removeElement = (element: Element, reason: string): void => {
    removedElements.push({
      what: describeElement(element),
      reason,
      near: element.previousElementSibling ?? element.parentElement,
    });
    removedNodes.add(element);
    element.remove();
  };
  const isRemoved = (element: Element): boolean => {
    for (let at: Node | null = element; at !== null; at = at.parentNode) if (removedNodes.has(at)) return true;
    return false;
  };

  for (const element of allIn(root, '*')) {
    if (isRemoved(element)) continue;
    if (isMachinery(element) && !(isFrame(element) && isFrameOfText(element, base))) {
      const what = isFrame(element) ? describeFrame(element, base) : `<${element.localName}>`;
      removedNodes.add(element);
      element.remove();
      removedElements.push({ what, reason: machineryOf(element), near: null });
      continue;
    }
    const reason = reasonOf(element);
    if (reason === null || element.localName === 'body') continue;
    if (containsArticle(element, reason, minArticleLength, titleAncestors.has(element))) continue;
    const isLoose = looseReasons.test(reason);
    if (isLoose && (isMostlyChosen(element, chosenTexts) || isWrapperOfEmbedQuote(element))) continue;
    removeElement(element, reason);
  }
  for (const heading of allIn(root, headings)) {
    if (isRemoved(heading)) continue;
    const text = textOf(heading);
    const reason = text.length > 100 ? undefined : headingPatterns.find(([, says]) => says.test(text))?.[0];
    if (reason !== undefined) removeTitledBlock(heading, reason, removeElement);
  }
  for (const element of allIn(root, 'ul, ol, p, div'))
    if (!isRemoved(element) && isShareList(element)) removeElement(element, 'share-buttons');
  for (const line of allIn(root, 'p, div')) {
    if (isRemoved(line) || line.querySelector('p, div, ul, ol, table, img') !== null) continue;
    const reason = reasonOfLine(line);
    if (reason !== null) removeElement(line, reason);
  }
  return collapseMachinery(removedElements);
}

const isMachinery = ({ localName }: Element): boolean =>
  /^(?:script|style|template|link|meta|head|title|base|noscript|iframe|object|embed|canvas|svg|dialog|button|input|select)$/.test(
    localName,
  );

const machineryOf = (element: Element): string =>
  isFrame(element)
    ? 'embedded-page'
    : /^(?:script|noscript|template)$/.test(element.localName)
      ? 'script'
      : /^(?:button|input|select|dialog)$/.test(element.localName)
        ? 'control'
        : 'no-text';

function reasonOf(element: Element): string | null {
  const { localName } = element;
  if (localName === 'form') return reasonOfForm(element);
  const role = attributeOf(element, 'role')?.toLowerCase();
  if (localName === 'nav' || localName === 'menu' || role === 'navigation') return 'navigation';
  if (role === 'banner' || role === 'contentinfo' || role === 'search') return 'page-furniture';
  if ((localName === 'header' || localName === 'footer' || localName === 'aside') && isPageLevel(element))
    return localName === 'aside' ? 'sidebar' : 'page-furniture';
  if (localName === 'ins' && /\badsbygoogle\b/.test(attributeOf(element, 'class') ?? '')) return 'advertisement';
  if (element.getAttribute('hidden') !== null || /display\s*:\s*none/i.test(attributeOf(element, 'style') ?? ''))
    return 'hidden';
  const names = `${attributeOf(element, 'class') ?? ''} ${attributeOf(element, 'id') ?? ''}`.slice(0, 500);
  for (const name of names.split(/\s+/)) {
    const plain = name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-');
    const kind = namePatterns.find(([, says]) => says.test(plain));
    if (kind !== undefined) return kind[0];
  }
  return null;
}

function reasonOfForm(form: Element): string {
  const formText = `${textOf(form).slice(0, 1_000)} ${attributeOf(form, 'action') ?? ''} ${attributeOf(form, 'id') ?? ''}`;
  if (form.querySelector('textarea') !== null || /\b(?:reply|comment)/i.test(formText)) return 'reply-form';
  if (form.querySelector('input[type="email"]') !== null || /newsletter|subscri|sign up/i.test(formText))
    return 'newsletter';
  return 'form';
}

/** Returns whether an element belongs to the page rather than to an article in it. */
const isPageLevel = (element: Element): boolean =>
  element.closest('article, main, [role="main"], section') === null &&
  (element.parentElement?.localName === 'body' || element.parentElement?.parentElement?.localName === 'body');

function findTitleAncestors(root: Element): Set<Element> {
  const titleAncestors = new Set<Element>();
  for (const title of allIn(root, 'h1'))
    for (let at = title.parentElement; at !== null && !titleAncestors.has(at); at = at.parentElement)
      titleAncestors.add(at);
  return titleAncestors;
}

/** Returns whether an element contains an article and therefore stays, although its name looks like boilerplate. */
function containsArticle(element: Element, reason: string, minArticleLength: number, hasTitle: boolean): boolean {
  if (reason === 'reader-comments' || reason === 'hidden') return hasTitle;
  if (/^(?:reply-form|newsletter|form)$/.test(reason))
    return (
      hasTitle || textLengthOutsideLinks(element) > 10 * minArticleLength || element.querySelector('article') !== null
    );
  if (hasTitle && (reason !== 'page-furniture' || isArticleHead(element))) return true;
  return textLengthOutsideLinks(element) > minArticleLength;
}

function isMostlyChosen(element: Element, chosenTexts: ChosenTexts | null): boolean {
  if (chosenTexts === null) return false;
  const length = textOf(element).length;
  return length >= minChosenLength && chosenTexts.lengthIn(element) >= Math.max(minChosenLength, length / 2);
}

const isArticleHead = (element: Element): boolean => {
  const title = element.querySelector('h1');
  const titleHref = attributeOf(title?.querySelector('a') ?? title?.closest('a') ?? null, 'href');
  return titleHref === null || !/^(?:https?:\/\/[^/]+)?\/?(?:#.*)?$/i.test(titleHref);
};

const isList = (element: Element): boolean => /^(?:ul|ol|dl|form|div|section|nav|p|aside)$/.test(element.localName);

/** Removes a heading such as "Related stories", and the links or comments below it. Ordinary text stays. */
function removeTitledBlock(
  heading: Element,
  reason: string,
  removeElement: (element: Element, reason: string) => void,
): void {
  const next = heading.nextElementSibling;
  if (next !== null && isList(next)) {
    const isComments = reason === 'reader-comments' && /^(?:ul|ol|div|section|dl)$/.test(next.localName);
    const isLinks = textLengthOutsideLinks(next) < textOf(next).length / 2 || textOf(next) === '';
    if (isComments || isLinks) removeElement(next, reason);
  } else if (next?.localName === 'article' && reason === 'reader-comments') {
    for (
      let replyArticle = heading.nextElementSibling;
      replyArticle?.localName === 'article';
      replyArticle = heading.nextElementSibling
    )
      removeElement(replyArticle, reason);
  }
  removeElement(heading, reason);
}

/** The maximum number of elements in a list of share buttons, including icons. */
const maxShareListElements = 100;

function isShareList(element: Element): boolean {
  if (hasMoreThan(element, maxShareListElements)) return false;
  const links = allIn(element, 'a');
  if (links.length < 2 || textLengthOutsideLinks(element) > 60) return false;
  return (
    links.every((link) => shareLinkPattern.test(attributeOf(link, 'href') ?? '')) &&
    [...element.childNodes].some(isElement)
  );
}

/** Replaces removed elements without text of their own, such as scripts, by their number. */
function collapseMachinery(removedElements: readonly RemovedElement[]): RemovedElement[] {
  const counts = new Map<string, number>();
  for (const { what, reason, near } of removedElements)
    if (near === null && reason !== 'no-text') {
      const key = `${reason}\n${what}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  const countedElements = [...counts].map(([key, count]) => {
    const [reason = '', what = ''] = key.split('\n');
    return { what: `${count} ${what}`, reason, near: null };
  });
  return [...removedElements.filter(({ near }) => near !== null), ...countedElements];
}
