/** A text that is XML already, as `element` and `cdata` return it. */
export type Markup = { readonly xml: string };

type Content = string | Markup | undefined;
type Attributes = Readonly<Record<string, string | undefined>>;

/** Characters that XML 1.0 does not allow even as references: most controls, lone surrogates, U+FFFE and U+FFFF. */
const unfit = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for an element or a double-quoted attribute. Drops characters that XML does not allow. */
export const escapeXml = (text: string): string =>
  text.replace(unfit, '').replace(/[&<>"]/g, (character) => references[character] ?? '');

/** Writes a text as CDATA. Each `]]>` is split over two sections, which parsers join again. */
export const cdata = (text: string): Markup => ({
  xml: `<![CDATA[${text.replace(unfit, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
});

/** Writes an element. Leaves out undefined attributes and content, and escapes content that is not markup. */
export function element(name: string, attributes: Attributes, ...content: readonly Content[]): Markup {
  let xml = `<${name}`;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) xml += ` ${key}="${escapeXml(value)}"`;
  const inner = content.map((part) =>
    part === undefined ? '' : typeof part === 'string' ? escapeXml(part) : part.xml,
  );
  return { xml: content.length === 0 ? `${xml}/>` : `${xml}>${inner.join('')}</${name}>` };
}

/** Writes an element with a text, or returns undefined if the text is empty. */
export const textElement = (name: string, text: string | null | undefined): Markup | undefined =>
  text === null || text === undefined || text === '' ? undefined : element(name, {}, text);

/** Writes an XML document. */
export const xmlDocument = (root: Markup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
