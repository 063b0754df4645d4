import { htmlToText } from '../../../../lib/rich-text/index.js';
import { asFields, asList, asText, type Fields, firstText, isFields } from '../../normalisation/fields.js';
import { bodyInnerHtml, looksLikeHtml, paragraphs } from '../../normalisation/text.js';

/**
 * The properties of an object by one spelling: 3.x writes `versionCreated` for what was `versioncreated`, and both write
 * the same property.
 */
export const withLowerCaseNames = (value: unknown): Fields =>
  Object.fromEntries(Object.entries(asFields(value)).map(([name, one]) => [name.toLowerCase(), one]));

/** Objects of a list; of a map, as 1.x has for associations and renditions, its values with their names. */
export function objectsOf(value: unknown): Fields[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([name, one]) =>
      isFields(one) ? [{ name, ...withLowerCaseNames(one) }] : [],
    );
  return asList(value).filter(isFields).map(withLowerCaseNames);
}

export type RoleText = { role: string; html: boolean | null; xml: boolean; value: string };

/**
 * Texts of one kind with their roles: `headlines` of 2.x and 3.x, and what 1.x has as `headline`, `body_html`,
 * `body_text` and so on, whose last part says what they are.
 */
export function textsWithRoles(item: Fields, list: string, single: string): RoleText[] {
  const texts: RoleText[] = [];
  for (const entry of asList(item[list])) {
    const fields = withLowerCaseNames(entry);
    const value = typeof entry === 'string' ? entry : asText(fields.value);
    if (value === null || value.trim() === '') continue;
    const media = (asText(fields.contenttype) ?? asText(fields.mimetype) ?? '').toLowerCase();
    texts.push({
      role: (asText(fields.role) ?? '').toLowerCase().replace(/^.*[/:]/, ''),
      html: media === '' ? null : /html/.test(media),
      xml: /xml/.test(media) && !/html/.test(media),
      value,
    });
  }
  for (const [name, value] of Object.entries(item)) {
    const text = asText(value);
    if (text === null || !(name === single || name.startsWith(`${single}_`))) continue;
    const form = name.slice(single.length + 1);
    texts.push({ role: '', html: form === '' ? null : /html/.test(form), xml: /xml|nitf/.test(form), value: text });
  }
  return texts;
}

const isHtml = ({ html, value }: RoleText): boolean => html ?? looksLikeHtml(value);

/** Characters of a headline or caption that are looked at: far more than are kept. */
const maxLength = 50_000;

/** A text on its own, whatever it is written in. */
export const toPlainText = (text: RoleText): string =>
  isHtml(text) ? htmlToText(bodyInnerHtml(text.value.slice(0, maxLength))) : text.value;

/** A body as HTML. */
export const asHtml = (text: RoleText): string => (isHtml(text) ? bodyInnerHtml(text.value) : paragraphs(text.value));

/** The body to take: HTML before plain text, the main one before others; null where there is only XML, or none. */
export function bestBody(bodies: readonly RoleText[]): RoleText | null {
  const readable = bodies.filter((body) => !body.xml);
  const html = readable.filter(isHtml);
  return mainOf(html.length > 0 ? html : readable, /^(?:main|body)$/);
}

/** The text in a role, else one without a role, else the first. */
export const mainOf = (texts: readonly RoleText[], role: RegExp): RoleText | null =>
  texts.find((text) => role.test(text.role)) ?? texts.find((text) => text.role === '') ?? texts[0] ?? null;

/** Names of concepts: `subjects`, `genres`. */
export const namesOf = (value: unknown): string[] =>
  asList(value).flatMap((entry) => {
    const name = typeof entry === 'string' ? asText(entry) : firstText(withLowerCaseNames(entry).name);
    return name === null ? [] : [name];
  });
