import { allIn, attributeOf, type Element, textOf } from './dom.js';

const isFooter = (footer: Element): boolean => /Exported from Medium\b/.test(textOf(footer).slice(-200));

function addToHead(root: Element, name: string, attributes: Readonly<Record<string, string>>): void {
  const element = root.ownerDocument.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  (root.querySelector('head') ?? root).append(element);
}

/**
 * Prepares a page of an export of Medium: moves the author, date and canonical address from the footer ("By … on …",
 * "Canonical link", "Exported from Medium") to the head of the page, and removes the title that the text repeats.
 */
export function tidyMediumPage(root: Element): void {
  const footer = allIn(root, 'footer').find(isFooter);
  if (footer === undefined) return;
  const author = textOf(footer.querySelector('.p-author'));
  const publishedAt = attributeOf(footer.querySelector('time'), 'datetime');
  const canonical = attributeOf(footer.querySelector('a.p-canonical'), 'href');
  if (author !== '') addToHead(root, 'meta', { name: 'author', content: author });
  if (publishedAt !== null) addToHead(root, 'meta', { property: 'article:published_time', content: publishedAt });
  if (canonical !== null) addToHead(root, 'link', { rel: 'canonical', href: canonical });
  footer.remove();
  const title = textOf(root.querySelector('header h1'));
  const subtitle = textOf(root.querySelector('[data-field="subtitle"]'));
  for (const [selector, text] of [
    ['.graf--title', title],
    ['.graf--subtitle', subtitle],
  ] as const) {
    const repetition = root.querySelector(`[data-field="body"] ${selector}`);
    if (repetition !== null && text !== '' && textOf(repetition) === text) repetition.remove();
  }
}
