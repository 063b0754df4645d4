import { htmlToText } from '../../../../lib/rich-text/index.js';
import { asFields, asList, asText, type Fields, firstText, isFields } from '../../normalisation/fields.js';
import { bodyInnerHtml, looksLikeHtml, paragraphs } from '../../normalisation/text.js';

/**
 * Returns an object with property names in lower case, because version 3.x writes `versionCreated` for what was
 * `versioncreated` before.
 */
export const withLowerCaseNames = (value: unknown): Fields =>
  Object.fromEntries(Object.entries(asFields(value)).map(([name, one]) => [name.toLowerCase(), one]));

/** Returns the objects of a list, or of a map, as in version 1.x. The keys of a map become the names of its objects. */
export function objectsOf(value: unknown): Fields[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([name, one]) =>
      isFields(one) ? [{ name, ...withLowerCaseNames(one) }] : [],
    );
  return asList(value).filter(isFields).map(withLowerCaseNames);
}

export type RoleText = { role: string; html: boolean | null; xml: boolean; value: string };

/** The suffixes of properties that name a format. Others are roles: `headline_short`. */
const formSuffix = /^(?:|te?xt|x?html5?|xml|nitf|markdown|md)$/;

/**
 * Returns the texts of one kind with their roles: `headlines` of versions 2.x and 3.x, and `headline`, `body_html`,
 * `body_text` and similar properties of version 1.x, whose suffix names their format.
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
    const role = formSuffix.test(form) ? '' : form;
    texts.push({ role, html: form === '' ? null : /html/.test(form), xml: /xml|nitf/.test(form), value: text });
  }
  return texts;
}

const isHtml = ({ html, value }: RoleText): boolean => html ?? looksLikeHtml(value);

/** The maximum number of characters of a headline or caption that are read: far more than are stored. */
const maxLength = 50_000;

/** Returns a text of any format as plain text. */
export const toPlainText = (text: RoleText): string =>
  isHtml(text) ? htmlToText(bodyInnerHtml(text.value.slice(0, maxLength))) : text.value;

/** Returns a body as HTML. */
export const asHtml = (text: RoleText): string => (isHtml(text) ? bodyInnerHtml(text.value) : paragraphs(text.value));

/** Returns the best body: HTML before plain text, and the main body before others. Returns null if all are XML. */
export function bestBody(bodies: readonly RoleText[]): RoleText | null {
  const readable = bodies.filter((body) => !body.xml);
  const html = readable.filter(isHtml);
  return mainOf(html.length > 0 ? html : readable, /^(?:main|body)$/);
}

/** Returns the text with a role, or else one without a role, or else the first. */
export const mainOf = (texts: readonly RoleText[], role: RegExp): RoleText | null =>
  texts.find((text) => role.test(text.role)) ?? texts.find((text) => text.role === '') ?? texts[0] ?? null;

/** Returns the names of concepts such as `subjects` and `genres`. */
export const namesOf = (value: unknown): string[] =>
  asList(value).flatMap((entry) => {
    const name = typeof entry === 'string' ? asText(entry) : firstText(withLowerCaseNames(entry).name);
    return name === null ? [] : [name];
  });
