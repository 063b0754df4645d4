import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { hashParts } from '../../lib/hash-parts.js';
import { invalidBody, type Problem, tooLarge } from '../problems/index.js';
import { StreamedBody } from './streamed-body.js';

/** The maximum size of everything in a form besides the file, in bytes. */
const maxOtherBytes = 1024 * 1024;

/** Limits of the parts besides the file. Sizes are in bytes. */
const limits = { fields: 1_000, fieldSize: 256 * 1024, headerPairs: 20, headerSize: 16 * 1024 };

/**
 * A form (multipart/form-data, RFC 7578) with one file in the part `file`. Iterating over it reads the bytes of the file
 * as they arrive, and then the rest of the form. The fields can be before and after the file.
 */
export class FormBody extends StreamedBody {
  readonly #fields = new Map<string, string[]>();
  readonly #fileDigest = createHash('sha256');
  readonly #maxFileBytes: number;
  #filename: string | undefined;
  #isComplete = false;

  /** @param maxFileBytes the maximum size of the file. The other parts have a limit of their own */
  constructor(request: IncomingMessage, maxFileBytes: number) {
    super(request, maxFileBytes + maxOtherBytes);
    this.#maxFileBytes = maxFileBytes;
  }

  /** The values of the fields by name. Complete when the form has been read to its end. */
  get fields(): ReadonlyMap<string, readonly string[]> {
    return this.#fields;
  }

  /** The name that the form gives to the file, without a path, as the client sent it. */
  get filename(): string | undefined {
    return this.#filename;
  }

  /** The hash of the file and the fields. Unlike that of the body, it is the same for another boundary. */
  override get hash(): string | undefined {
    if (!this.#isComplete) return undefined;
    const form = [this.#fileDigest.copy().digest('hex'), this.#filename, [...this.#fields]];
    return createHash('sha256').update(JSON.stringify(form)).digest('base64url');
  }

  /**
   * @throws what `StreamedBody` throws; invalid-request if the form is malformed, or has no file, several files, or too
   *   many or too long fields
   */
  override async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const parser = this.#createParser();
    let stream: BusboyFileStream | undefined;
    let fail: (error: unknown) => void = () => {};
    // A form can be wrong in several ways. Only the first is reported.
    const completion = new Promise<void>((resolve, reject) => {
      parser.once('finish', resolve);
      fail = (error) => {
        reject(error);
        stream?.destroy();
        parser.destroy();
      };
    });
    const fileOrEnd = new Promise<BusboyFileStream | undefined>((resolve, reject) => {
      completion.then(() => resolve(undefined), reject);
      parser.on('file', (name: string | undefined, part, filename: string | undefined) => {
        // Without a listener, an error would end the process.
        part.on('error', () => fail(createMalformedProblem()));
        part.once('limit', () => fail(tooLarge(this.#maxFileBytes)));
        stream = part;
        this.#filename = filename;
        if (name === 'file') resolve(part);
        else fail(invalidBody('unknown-file', 'The part with the file must have the name "file".'));
      });
    });
    this.#collectFields(parser, fail);
    feed(super[Symbol.asyncIterator](), parser).catch(fail);
    try {
      const file = await fileOrEnd;
      if (file === undefined) throw invalidBody('missing-file', 'The form has no part with the name "file".');
      yield* this.#readFile(file, completion);
      await completion;
      this.#isComplete = true;
    } finally {
      fail(createMalformedProblem());
    }
  }

  async *#readFile(file: BusboyFileStream, completion: Promise<void>): AsyncGenerator<Buffer> {
    try {
      yield* hashParts(file, this.#fileDigest);
    } catch (error) {
      // The file ends early if the form is refused, for the reason that `completion` knows.
      await completion;
      throw error;
    }
  }

  #createParser(): BusboyInstance {
    try {
      return new Busboy({
        headers: this.request.headers as BusboyHeaders,
        limits: { ...limits, files: 1, fileSize: this.#maxFileBytes },
      });
    } catch {
      throw invalidBody('malformed-form', 'Content-Type has no boundary.');
    }
  }

  #collectFields(parser: BusboyInstance, fail: (problem: Problem) => void): void {
    parser.once('fieldsLimit', () =>
      fail(invalidBody('too-many-fields', `The form has more than ${limits.fields} fields.`)),
    );
    parser.once('filesLimit', () => fail(invalidBody('too-many-files', 'The form has more than one file.')));
    parser.on('field', (name: string | undefined, value, _, isTruncated) => {
      const problem = findFieldFault(name, value, isTruncated);
      if (problem !== undefined) fail(problem);
      else if (name !== undefined) this.#fields.set(name, [...(this.#fields.get(name) ?? []), value]);
    });
    parser.on('error', () => fail(createMalformedProblem()));
  }
}

/** Passes a body to the parser, with backpressure, until its end or until the parser is destroyed. */
async function feed(parts: AsyncGenerator<Buffer>, parser: BusboyInstance): Promise<void> {
  // A parser that was destroyed does not call back.
  let release = () => {};
  parser.once('close', () => release());
  for await (const part of parts) {
    await new Promise<void>((resolve) => {
      release = resolve;
      parser.write(part, () => resolve());
    });
    if (parser.destroyed) return;
  }
  parser.end();
}

const createMalformedProblem = () =>
  invalidBody('malformed-form', 'The body is not a well-formed form (multipart/form-data), or it is incomplete.');

function findFieldFault(name: string | undefined, value: string, isTruncated: boolean): Problem | undefined {
  if (name === undefined) return invalidBody('malformed-form', 'A part of the form has no name.');
  if (name === 'file')
    return invalidBody(
      'missing-filename',
      'The part "file" must have a file name, or the type application/octet-stream.',
    );
  if (isTruncated) return invalidBody('too-long', `A field of the form has more than ${limits.fieldSize / 1024} KiB.`);
  // The parser replaces invalid bytes by this character.
  if (name.includes('\ufffd') || value.includes('\ufffd'))
    return invalidBody('invalid-utf-8', 'A field of the form is not valid UTF-8.');
  return undefined;
}
