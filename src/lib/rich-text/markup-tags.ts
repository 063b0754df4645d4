const tagName = /[a-z][^\t\n\f\r />]*/iy;
const beforeAttribute = /[\t\n\f\r /]*/y;
const attributeName = /=?[^\t\n\f\r />=]*/y;
const beforeValue = /[\t\n\f\r ]*=[\t\n\f\r ]*/y;
const unquotedValue = /[^\t\n\f\r >]*/y;

function read(pattern: RegExp, html: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(html)?.[0] ?? null;
}

/** A tag with the attributes that are wanted of it. */
export type Tag = { name: string; attributes: Map<string, string>; selfClosing: boolean; end: number };

/** Reads a tag as the tokeniser of the HTML standard (13.2.5) does; null when the text ends inside it. */
export function readTag(html: string, at: number, wanted: (name: string) => readonly string[]): Tag | null {
  const rawName = read(tagName, html, at) ?? '';
  const name = rawName.toLowerCase();
  const kept = wanted(name);
  const attributes = new Map<string, string>();
  let index = at + rawName.length;
  for (;;) {
    const gap = read(beforeAttribute, html, index) ?? '';
    index += gap.length;
    if (index >= html.length) return null;
    if (html[index] === '>') return { name, attributes, selfClosing: gap.endsWith('/'), end: index + 1 };
    const attribute = read(attributeName, html, index) ?? '';
    index += attribute.length;
    const equals = read(beforeValue, html, index);
    let value = '';
    if (equals !== null) {
      index += equals.length;
      const quote = html[index];
      if (quote === '"' || quote === "'") {
        const close = html.indexOf(quote, index + 1);
        if (close === -1) return null;
        value = html.slice(index + 1, close);
        index = close + 1;
      } else {
        value = read(unquotedValue, html, index) ?? '';
        index += value.length;
      }
    }
    const key = attribute.toLowerCase();
    if (kept.includes(key) && !attributes.has(key)) attributes.set(key, value);
  }
}

/** Where the markup that begins with `<!`, `<?` or `</` and is no tag ends. */
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

/** Where the text of an element ends in which there are no tags. */
export function endOfRawText(html: string, at: number, name: string): number {
  const close = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi');
  close.lastIndex = at;
  return close.exec(html)?.index ?? html.length;
}
