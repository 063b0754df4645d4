/**
 * Returns the name of a WordPress site by its URL: the host, and the path if the site has one, because a network of
 * sites can share a host. Returns undefined if the text is no URL.
 */
export function wordpressSite(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  return `${host}${pathname.replace(/\/+$/, '')}` || undefined;
}
