/**
 * Returns an http or https address that conforms to RFC 3986. Characters that only browsers accept are percent-encoded.
 */
export function strictUri(address: string): string {
  const { href } = new URL(address);
  const pathStart = href.indexOf('/', href.indexOf('://') + 3);
  const rest = href.slice(pathStart);
  const [path = '', ...fragment] = rest.split('#');
  const fit = (text: string) =>
    text
      .replace(/%(?![0-9a-f]{2})/gi, '%25')
      .replace(/[^\w!$&'()*+,\-./:;=?@~%]/g, (character) => encodeURIComponent(character));
  return `${href.slice(0, pathStart)}${fit(path)}${fragment.length === 0 ? '' : `#${fit(fragment.join('%23'))}`}`;
}

const uriPattern =
  /^https?:\/\/(?:(?:[\w\-.~!$&'()*+,;=:]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|[\w\-.~!$&'()*+,;=]+)(?::\d*)?(?:\/(?:[\w\-.~!$&'()*+,;=:@]|%[\da-f]{2})*)*(?:\?(?:[\w\-.~!$&'()*+,;=:@/?]|%[\da-f]{2})*)?(?:#(?:[\w\-.~!$&'()*+,;=:@/?]|%[\da-f]{2})*)?$/i;

/**
 * Returns an http or https address that conforms to RFC 3986: the text itself if it does, or else the address that
 * browsers read in it. Returns undefined if the text is no such address.
 */
export function toUri(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) return undefined;
  const uri = uriPattern.test(text) ? text : strictUri(text);
  return uriPattern.test(uri) ? uri : undefined;
}

const attribute = /( (?:href|src|cite)=")([^"]*)"/g;
const hasScheme = /^[a-z][a-z\d+.-]*:/i;

function resolveAddress(rawAddress: string, base: string): string {
  const address = rawAddress.replaceAll('&amp;', '&');
  if (hasScheme.test(address) || !URL.canParse(address, base)) return rawAddress;
  return new URL(address, base).href.replaceAll('&', '&amp;').replaceAll('"', '%22');
}

/**
 * Makes the addresses in sanitised HTML absolute, so that it can be shown on any site. All attributes must be in double
 * quotes.
 *
 * @param base the address of the page to which the addresses are relative. If it is relative, nothing is changed.
 */
export function withAbsoluteAddresses(html: string, base: string): string {
  if (!URL.canParse(base)) return html;
  // In sanitised HTML, each "<" begins a tag.
  return html.replace(/<[a-z][^>"]*(?:"[^"]*"[^>"]*)+>/g, (tag) =>
    tag.replace(attribute, (_, start: string, address: string) => `${start}${resolveAddress(address, base)}"`),
  );
}
