/** An http or https address as RFC 3986 has it: what browsers only tolerate is percent-encoded. */
export function strictUri(address: string): string {
  const { href, origin } = new URL(address);
  const rest = href.slice(origin.length);
  const [path = '', ...fragment] = rest.split('#');
  const fit = (text: string) =>
    text
      .replace(/%(?![0-9a-f]{2})/gi, '%25')
      .replace(/[^\w!$&'()*+,\-./:;=?@~%]/g, (character) => encodeURIComponent(character));
  return `${origin}${fit(path)}${fragment.length === 0 ? '' : `#${fit(fragment.join('%23'))}`}`;
}

const attribute = /( (?:href|src|cite)=")([^"]*)"/g;
const hasScheme = /^[a-z][a-z\d+.-]*:/i;

function resolveAddress(rawAddress: string, base: string): string {
  const address = rawAddress.replaceAll('&amp;', '&');
  if (hasScheme.test(address) || !URL.canParse(address, base)) return rawAddress;
  return new URL(address, base).href.replaceAll('&', '&amp;').replaceAll('"', '%22');
}

/**
 * HTML of ours, whose attributes are all in double quotes, with the addresses in it made absolute: it may be shown
 * anywhere.
 *
 * @param base the address of the page for which it was written; where that is relative, nothing is changed
 */
export function withAbsoluteAddresses(html: string, base: string): string {
  if (!URL.canParse(base)) return html;
  // In text there is no "<" but that of a tag.
  return html.replace(/<[a-z][^>"]*(?:"[^"]*"[^>"]*)+>/g, (tag) =>
    tag.replace(attribute, (_, start: string, address: string) => `${start}${resolveAddress(address, base)}"`),
  );
}
