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
 *
 * @returns whether the page is such a page, so that it has nothing beside its article
 */
export function tidyMediumPage(root: Element): boolean {
  const footer = allIn(root, 'footer').find(isFooter);
  if (footer === undefined) return false;
  const author = textOf(footer.querySelector('.p-author'));
  const publishedAt = attributeOf(footer.querySelector('time'), 'datetime');
  const canonical = attributeOf(footer.querySelector('a.p-canonical'), 'href');
  if (author !== '') addToHead(root, 'meta', { name: 'author', content: author });
  if (publishedAt !== null) addToHead(root, 'meta', { property: 'article:published_time', content: publishedAt });
  if (canonical !== null) addToHead(root, 'link', { rel: 'canonical', href: canonical });
  footer.remove();
  const title = textOf(root.querySelector('header h1'));
  const repetition = root.querySelector('[data-field="body"] .graf--title');
  if (repetition !== null && title !== '' && textOf(repetition) === title) repetition.remove();
  moveKicker(root);
  tidySubtitle(root);
  tidyLinkCards(root);
  return true;
}

/** Makes paragraphs of the cards that show another page: the link with its title, and the lines below the title. */
function tidyLinkCards(root: Element): void {
  for (const card of allIn(root, '[data-field="body"] div.graf--mixtapeEmbed')) {
    const paragraph = root.ownerDocument.createElement('p');
    paragraph.append(...card.childNodes);
    card.replaceWith(paragraph);
  }
}

/** Moves the kicker above the title, where the head of an article has it. */
function moveKicker(root: Element): void {
  const heading = root.querySelector('header h1');
  const kicker = root.querySelector('[data-field="body"] .graf--kicker');
  if (heading === null || kicker === null) return;
  kicker.remove();
  heading.before(elementWith(root, 'p', 'kicker', textOf(kicker)));
}

/**
 * Makes the subtitle the standfirst and removes it from the text. Medium shortens the subtitle in the field, and without a
 * subtitle, it writes the start of the first paragraph there, which is no standfirst.
 */
function tidySubtitle(root: Element): void {
  const field = root.querySelector('[data-field="subtitle"]');
  const subtitle = root.querySelector('[data-field="body"] .graf--subtitle');
  const start = textOf(field)
    .replace(/(?:…|\.{3})$/, '')
    .trimEnd();
  if (subtitle === null) {
    if (textOf(root.querySelector('[data-field="body"] .graf--p')).startsWith(start)) field?.remove();
    return;
  }
  const text = textOf(subtitle);
  if (!text.startsWith(start)) return;
  subtitle.remove();
  const standfirst = elementWith(root, 'section', 'p-summary', text);
  if (field !== null) field.replaceWith(standfirst);
  else root.querySelector('header')?.after(standfirst);
}

function elementWith(root: Element, name: string, className: string, text: string): Element {
  const element = root.ownerDocument.createElement(name);
  element.setAttribute('class', className);
  element.textContent = text;
  return element;
}
