import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Cookie = {
  /** The name that browsers send. */
  name: string;
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, value: string, maxAgeSeconds: number): void;
  clear(reply: FastifyReply): void;
};

/**
 * Defines a cookie that only this server reads: scripts of pages cannot, and browsers do not send it with requests from
 * other sites, except when somebody follows a link. With https, it has the prefix `__Host-`, so that no other host of
 * the same domain can set it.
 *
 * @param publicUrl the base URL at which browsers reach the server
 * @param below the path of the server below which browsers send the cookie. Such a cookie has the prefix `__Secure-`,
 *   because `__Host-` allows no path. Other hosts of the domain can then set it, so its value must be encrypted
 */
export function defineCookie(publicUrl: string | undefined, baseName: string, below?: string): Cookie {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const prefix = below === undefined ? '__Host-' : '__Secure-';
  const name = secure ? `${prefix}${baseName}` : baseName;
  const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  const path = below === undefined ? '/' : `${base}${below}`;
  const set = (reply: FastifyReply, value: string, maxAge: number) =>
    void reply.header(
      'set-cookie',
      stringifySetCookie({ name, value, maxAge, path, httpOnly: true, secure, sameSite: 'lax' }),
    );
  return {
    name,
    read: ({ headers }) => (headers.cookie === undefined ? undefined : parseCookie(headers.cookie)[name]),
    set,
    clear: (reply) => set(reply, '', 0),
  };
}

/** The cookie with the token of a session. */
export const sessionCookie = (publicUrl: string | undefined): Cookie => defineCookie(publicUrl, 'broadsheet');
