import { asFields, asList, asText, isFields } from '../../normalisation/fields.js';
import { escapeHtml } from '../../normalisation/text.js';
import { cardHtml, type Note } from './cards.js';

const tagName = /^[a-z][a-z\d]{0,20}$/;

const listAt = (list: unknown, index: unknown): readonly unknown[] =>
  typeof index === 'number' && Array.isArray(list) ? asList(list[index]) : [];

/** Converts a text of Mobiledoc 0.3, the editor of Ghost from version 1 to 4, to HTML. */
export function mobiledocHtml(document: unknown, note: Note): string {
  const { markups, atoms, cards, sections } = asFields(document);

  /** Converts markers. A marker opens elements, has a text, and closes some of the open elements. */
  function inlineHtml(markers: unknown): string {
    const out: string[] = [];
    const open: string[] = [];
    for (const marker of asList(markers)) {
      const [kind, opens, closes, value] = asList(marker);
      for (const index of asList(opens)) {
        const [name, attributes] = listAt(markups, index);
        const tag = typeof name === 'string' && tagName.test(name) ? name : 'span';
        const list = asList(attributes);
        const href = tag === 'a' ? asText(list[list.indexOf('href') + 1]) : null;
        out.push(href === null ? `<${tag}>` : `<${tag} href="${escapeHtml(href)}">`);
        open.push(tag);
      }
      if (kind === 1) {
        const [name, text] = listAt(atoms, value);
        out.push(name === 'soft-return' ? '<br>' : escapeHtml(typeof text === 'string' ? text : ''));
      } else out.push(escapeHtml(typeof value === 'string' ? value : ''));
      for (
        let remainingCount = typeof closes === 'number' ? closes : 0;
        remainingCount > 0 && open.length > 0;
        remainingCount--
      )
        out.push(`</${open.pop()}>`);
    }
    while (open.length > 0) out.push(`</${open.pop()}>`);
    return out.join('');
  }

  function sectionHtml(parts: readonly unknown[]): string {
    const [kind, name, content] = parts;
    const tag = typeof name === 'string' && tagName.test(name) ? name : 'p';
    if (kind === 1) return `<${tag}>${inlineHtml(content)}</${tag}>`;
    if (kind === 2) return cardHtml('image', { src: name }, note);
    if (kind === 3)
      return `<${tag}>${asList(content)
        .map((item) => `<li>${inlineHtml(item)}</li>`)
        .join('')}</${tag}>`;
    const [card, payload] = listAt(cards, name);
    return typeof card === 'string' ? cardHtml(card, isFields(payload) ? payload : {}, note) : '';
  }
  return asList(sections)
    .map((one) => sectionHtml(asList(one)))
    .join('\n');
}
