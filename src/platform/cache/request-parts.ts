import { Negotiator } from '@fastify/accept-negotiator';
import { LRUCache } from 'lru-cache';
import { ENCODINGS, type Encoding } from './cached-response.js';

const negotiator = new Negotiator({
  supportedValues: [...ENCODINGS],
  // Its types do not show that `negotiate` may return null.
  cache: new LRUCache<string, string>({ max: 200 }),
});

/** Returns the preferred encoding in an `Accept-Encoding` header. */
export function encodingFor(header: string | string[] | undefined): Encoding {
  return typeof header === 'string' ? ((negotiator.negotiate(header) as Encoding | null) ?? 'identity') : 'identity';
}

/** Returns whether If-None-Match names an entity tag, by weak comparison (RFC 9110, section 13.1.2). */
export function etagMatches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** The parameters with a list of names, whose order and repetitions do not matter, and their maximum length. */
const listParameters = ['fields', 'include'];
const maxListLength = 2_000;

/** Sorts the names in a list, and removes repetitions. Leaves invalid lists, which the server refuses, as they are. */
function sortList(parameters: URLSearchParams, name: string): void {
  const list = parameters
    .getAll(name)
    .filter((value) => value !== '')
    .join(',');
  const names = list.split(',');
  if (list === '' || list.length > maxListLength || names.includes('')) return;
  parameters.set(name, [...new Set(names)].sort().join(','));
}

/**
 * Returns the URL with its parameters, and the names in lists, sorted and encoded uniformly. Returns undefined for a
 * malformed query, which parsers interpret differently.
 */
export function canonicalizeUrl(url: string): string | undefined {
  const query = url.indexOf('?');
  const search = url.slice(query + 1);
  try {
    decodeURIComponent(search);
  } catch {
    return undefined;
  }
  const parameters = new URLSearchParams(search);
  for (const name of listParameters) sortList(parameters, name);
  parameters.sort();
  return `${url.slice(0, query)}?${parameters}`;
}
