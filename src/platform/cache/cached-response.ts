import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** One form of an answer as it goes over the wire. */
export type Variant = {
  /** Names and values in turn, as `writeHead` takes them. */
  headers: readonly string[];
  body: Buffer;
};

/** Bodies below this many bytes are not worth compressing. */
const minCompressibleBytes = 1024;

export const isWorthCompressing = (body: Buffer) => body.length >= minCompressibleBytes;

/**
 * Joins text in bytes of its own, outside of the heap: what lives for a minute there would be moved twice, and a small
 * buffer, or a part of what came over a connection, keeps all of what it is a part of.
 */
export function concatBytes(...parts: readonly (string | Buffer)[]): Buffer {
  let length = 0;
  for (const part of parts) length += Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for (const part of parts) end += typeof part === 'string' ? bytes.write(part, end) : part.copy(bytes, end);
  return bytes;
}

const compress = {
  gzip: (body: Buffer) => promisify(gzip)(body, { level: 6 }),
  br: (body: Buffer) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
};

/** RFC 9110, 8.8.3.3: each encoding has an entity tag of its own. The version before the dot stays for `If-Match`. */
export function etagForEncoding(encoding: Encoding, etag: string | undefined): string | undefined {
  return etag === undefined || encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;
}

export type CachedResponseParts = {
  status: number;
  /** Names and values in turn of what every answer to the same question has; neither lengths nor what belongs to one request. */
  headers: readonly string[];
  body: Buffer;
  /** Its entity tag without encoding, if it has one. */
  etag: string | undefined;
  /** Names of what it shows, by which it is purged. */
  tags: readonly string[];
  /** When it stops being true by itself, in milliseconds since 1970. */
  expiresAt: number;
  /** What stands before and after the id of the request, where the body names that. */
  aroundRequestId?: readonly [string, string] | undefined;
};

/** A public answer that is finished: everybody who asks the same gets these bytes, compressed once an encoding. */
export class CachedResponse {
  readonly status: number;
  readonly tags: readonly string[];
  readonly expiresAt: number;
  readonly isCompressible: boolean;
  /** Called when it has come to take more memory. */
  onGrowth: () => void = () => {};
  readonly #headers: readonly string[];
  readonly #etag: string | undefined;
  readonly #variants = new Map<Encoding, Variant | Promise<Variant>>();
  readonly #notModified = new Map<Encoding, readonly string[]>();
  readonly #around: readonly [string, string] | undefined;
  #bytes: number;

  constructor({ status, headers, body, etag, tags, expiresAt, aroundRequestId }: CachedResponseParts) {
    this.status = status;
    this.tags = tags;
    this.expiresAt = expiresAt;
    this.#headers = headers;
    this.#etag = etag;
    this.#around = aroundRequestId;
    this.#variants.set('identity', this.#variant('identity', body));
    this.isCompressible = this.#around === undefined && isWorthCompressing(body);
    // What surrounds the text in memory, as measured: objects, headers, entries of the index of tags.
    this.#bytes = body.length + 3_000 + tags.length * 150;
  }

  /** Bytes of memory, roughly; grows when an encoding is asked for the first time. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /**
   * The answer in an encoding. It is there at once but for the first time that one is asked for.
   *
   * @param requestId of the request to answer: what names the request in its body names this one
   */
  getVariant(encoding: Encoding, requestId: string): Variant | Promise<Variant> {
    if (this.#around !== undefined) {
      return this.#variant('identity', Buffer.from(this.#around[0] + requestId + this.#around[1]));
    }
    const actualEncoding = this.isCompressible ? encoding : 'identity';
    const existingVariant = this.#variants.get(actualEncoding);
    if (existingVariant !== undefined) return existingVariant;
    const pendingVariant = this.#compress(actualEncoding);
    this.#variants.set(actualEncoding, pendingVariant);
    return pendingVariant;
  }

  /** What the entity tag is in an encoding, which is known before the bytes are. */
  etagForEncoding(encoding: Encoding): string | undefined {
    return etagForEncoding(this.isCompressible ? encoding : 'identity', this.#etag);
  }

  /** The headers that keep a copy of the client's fresh, names and values in turn. */
  notModifiedHeaders(encoding: Encoding): readonly string[] {
    const cachedHeaders = this.#notModified.get(encoding);
    if (cachedHeaders !== undefined) return cachedHeaders;
    const type = this.#headers.indexOf('content-type');
    const headers = this.#headers.filter((_, at) => type === -1 || (at !== type && at !== type + 1));
    const etag = this.etagForEncoding(encoding);
    if (etag !== undefined) headers.push('etag', etag);
    this.#notModified.set(encoding, headers);
    return headers;
  }

  async #compress(encoding: Encoding): Promise<Variant> {
    const identity = this.#variants.get('identity') as Variant;
    if (encoding === 'identity') return identity;
    const variant = this.#variant(encoding, await compress[encoding](identity.body));
    this.#bytes += variant.body.length;
    this.#variants.set(encoding, variant);
    this.onGrowth();
    return variant;
  }

  #variant(encoding: Encoding, body: Buffer): Variant {
    const etag = etagForEncoding(encoding, this.#etag);
    const headers = [...this.#headers, 'content-length', String(body.length)];
    if (etag !== undefined) headers.push('etag', etag);
    if (encoding !== 'identity') headers.push('content-encoding', encoding);
    return { headers, body };
  }
}
