/**
 * Returns a request target in origin form, that is, the path and the query (RFC 9112, section 3.2). A proxy or an
 * attacker may send the absolute form, `http://host/path`. Its host must not get into links, caches or logs, just as
 * the header `Host` does not.
 */
export function toOriginForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/is.exec(target)?.[1];
  if (path === undefined) return target;
  return path.startsWith('/') ? path : `/${path}`;
}
