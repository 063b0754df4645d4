const tagName = /[a-z][^\t\n\f\r />]*/iy;
const beforeAttribute = /[\t\n\f\r /]*/y;
const attributeName = /=?[^\t\n\f\r />=]*/y;
const beforeValue = /[\t\n\f\r ]*=[\t\n\f\r ]*/y;
const unquotedValue = /[^\t\n\f\r >]*/y;

function read(pattern: RegExp, html: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(html)?.[0] ?? '';
}

/** Returns the name of the tag at a place, in lower case; '' if there is none. */
export const tagNameAt = (html: string, at: number): string => read(tagName, html, at).toLowerCase();

/** Returns the white space and slashes before an attribute or the end of a tag. */
export const gapAt = (html: string, at: number): string => read(beforeAttribute, html, at);

/** Reads an attribute like the tokeniser of the HTML standard (13.2.5). Returns null if the text ends inside it. */
export function attributeAt(html: string, at: number): { name: string; value: string; end: number } | null {
  const name = read(attributeName, html, at);
  const equals = read(beforeValue, html, at + name.length);
  const start = at + name.length + equals.length;
  if (equals === '') return { name, value: '', end: start };
  const quote = html[start];
  if (quote !== '"' && quote !== "'") {
    const value = read(unquotedValue, html, start);
    return { name, value, end: start + value.length };
  }
  const close = html.indexOf(quote, start + 1);
  return close === -1 ? null : { name, value: html.slice(start + 1, close), end: close + 1 };
}

/** A tag with its allowed attributes. */
export type Tag = { name: string; attributes: Map<string, string>; selfClosing: boolean; end: number };

/** Reads a tag. Returns null if the text ends inside it. */
export function readTag(
  html: string,
  at: number,
  allowedAttributesOf: (name: string) => readonly string[],
): Tag | null {
  const rawName = read(tagName, html, at);
  const name = rawName.toLowerCase();
  const allowedNames = allowedAttributesOf(name);
  const attributes = new Map<string, string>();
  let index = at + rawName.length;
  for (;;) {
    const gap = gapAt(html, index);
    index += gap.length;
    if (index >= html.length) return null;
    if (html[index] === '>') return { name, attributes, selfClosing: gap.endsWith('/'), end: index + 1 };
    const attribute = attributeAt(html, index);
    if (attribute === null) return null;
    index = attribute.end;
    const key = attribute.name.toLowerCase();
    if (allowedNames.includes(key) && !attributes.has(key)) attributes.set(key, attribute.value);
  }
}

/** Returns the end of markup that begins with `<!`, `<?` or `</` and is not a tag. */
export function endOfComment(html: string, at: number): number {
  if (!html.startsWith('<!--', at)) {
    const close = html.indexOf('>', at);
    return close === -1 ? html.length : close + 1;
  }
  if (html.startsWith('>', at + 4)) return at + 5;
  if (html.startsWith('->', at + 4)) return at + 6;
  const close = /--!?>/g;
  close.lastIndex = at + 4;
  return close.exec(html) === null ? html.length : close.lastIndex;
}

/** Returns the end of the text of an element that cannot contain tags, such as a script. */
export function endOfRawText(html: string, at: number, name: string): number {
  const close = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi');
  close.lastIndex = at;
  return close.exec(html)?.index ?? html.length;
}
