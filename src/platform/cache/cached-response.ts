import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A response in one encoding, ready to be sent. */
export type Variant = {
  /** Alternating names and values, as `writeHead` expects them. */
  headers: readonly string[];
  body: Buffer;
};

/** The minimum size of a body that is compressed, in bytes. */
const minCompressibleBytes = 1024;

export const isWorthCompressing = (body: Buffer) => body.length >= minCompressibleBytes;

/**
 * Joins texts and buffers in a new buffer outside the heap. Data on the heap that lives for a minute would be moved
 * twice, and a small or sliced buffer would keep the whole buffer behind it in memory.
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

/**
 * Returns the entity tag of an encoding (RFC 9110, section 8.8.3.3). The version before the dot stays the same for
 * `If-Match`.
 */
export function etagForEncoding(encoding: Encoding, etag: string | undefined): string | undefined {
  return etag === undefined || encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;
}

export type CachedResponseParts = {
  status: number;
  /**
   * Alternating names and values of the headers that all recipients get, without content-length and headers of a single
   * request.
   */
  headers: readonly string[];
  body: Buffer;
  /** The entity tag of the unencoded response. */
  etag: string | undefined;
  /** The cache keys by which it is purged. */
  tags: readonly string[];
  /** When the response expires because of a planned change, in milliseconds since 1970. */
  expiresAt: number;
  /** The parts of the body before and after the request id, if the body contains it. */
  aroundRequestId?: readonly [string, string] | undefined;
};

/**
 * A complete public response. Every client with the same cache key receives the same bytes, compressed once per
 * encoding.
 */
export class CachedResponse {
  readonly status: number;
  readonly tags: readonly string[];
  readonly expiresAt: number;
  readonly isCompressible: boolean;
  /** Called when the response occupies more memory than before. */
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
    // The overhead in memory, as measured: objects, headers and entries in the index of tags.
    this.#bytes = body.length + 3_000 + tags.length * 150;
  }

  /** The approximate size in memory, in bytes. It grows with each new encoding. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /**
   * Returns the response in an encoding. It is a promise only the first time that an encoding is requested.
   *
   * @param requestId the id of the current request, which replaces the id in the body
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

  /** Returns the entity tag in an encoding, which is known before the encoded bytes are. */
  etagForEncoding(encoding: Encoding): string | undefined {
    return etagForEncoding(this.isCompressible ? encoding : 'identity', this.#etag);
  }

  /** Returns the headers of a 304 response, as alternating names and values. */
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
