/** Text that is XML already: what `element` and `cdata` make. */
export type Markup = { readonly xml: string };

type Content = string | Markup | undefined;
type Attributes = Readonly<Record<string, string | undefined>>;

/** Characters that XML 1.0 has no place for, not even as references: most controls, halves of pairs, U+FFFE and U+FFFF. */
const unfit = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Any text as the content of an element or the value of an attribute in double quotes; what XML cannot hold is dropped. */
export const escapeXml = (text: string): string =>
  text.replace(unfit, '').replace(/[&<>"]/g, (character) => references[character] ?? '');

/** Any text as CDATA: its `]]>` are split over two sections, which parsers join again. */
export const cdata = (text: string): Markup => ({
  xml: `<![CDATA[${text.replace(unfit, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
});

/** An element; attributes and content that are undefined are left out, and whatever is no markup is escaped. */
export function element(name: string, attributes: Attributes, ...content: readonly Content[]): Markup {
  let xml = `<${name}`;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) xml += ` ${key}="${escapeXml(value)}"`;
  const inner = content.map((part) =>
    part === undefined ? '' : typeof part === 'string' ? escapeXml(part) : part.xml,
  );
  return { xml: content.length === 0 ? `${xml}/>` : `${xml}>${inner.join('')}</${name}>` };
}

/** An element with text in it, or nothing where there is none. */
export const textElement = (name: string, text: string | null | undefined): Markup | undefined =>
  text === null || text === undefined || text === '' ? undefined : element(name, {}, text);

/** A whole document. */
export const xmlDocument = (root: Markup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
