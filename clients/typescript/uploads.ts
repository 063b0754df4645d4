import { ApiProblem } from './problem.ts';
import { sendRepeatedly } from './repeating.ts';
import type { components } from './schema.d.ts';

export type UploadOptions = {
  /** The name of the file. Without it, the name of a `File` is used. */
  filename?: string | undefined;
  /** What to say about the file, if the newsroom does not have it already. */
  description?: Omit<components['schemas']['AssetForm'], 'file' | 'filename'> | undefined;
  /**
   * Is called while the file is sent, with the bytes that were passed to the network and the size of the file. After a
   * broken connection, the count begins again.
   */
  onProgress?: ((sentBytes: number, totalBytes: number) => void) | undefined;
  /** Cancels the upload. */
  signal?: AbortSignal | undefined;
};

export type Upload = {
  asset: components['schemas']['DeskAsset'];
  /** Whether the asset is new. If the newsroom had the same bytes, it is the existing asset. */
  isNew: boolean;
};

export type Uploads = {
  /**
   * Uploads a file as an asset. The file is read while it is sent, and read again if the upload is repeated, so it is
   * never in memory as a whole.
   * @throws {ApiProblem} for an error response
   */
  upload(file: Blob, options?: UploadOptions): Promise<Upload>;
};

type Connection = { url: string; token: string | undefined; retries: number };

export function uploadsOf({ url, token, retries }: Connection): Uploads {
  return {
    async upload(file, { filename, description = {}, onProgress = () => {}, signal } = {}) {
      const boundary = `broadsheet-${crypto.randomUUID()}`;
      const name = filename ?? (file as Partial<File>).name;
      const head = formHead(boundary, { ...(name === undefined ? {} : { filename: name }), ...description });
      const headers = {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'idempotency-key': crypto.randomUUID(),
      };
      const createRequest = () =>
        new Request(`${url}/v1/assets`, {
          method: 'POST',
          headers,
          body: streamForm({ head, file, tail: `\r\n--${boundary}--\r\n` }, onProgress),
          duplex: 'half',
          ...(signal === undefined ? {} : { signal }),
        } as RequestInit);
      const response = await sendRepeatedly(retries, createRequest);
      const body: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw new ApiProblem(response, body);
      return { asset: body as Upload['asset'], isNew: response.status === 201 };
    },
  };
}

/** Returns the beginning of a form, up to the bytes of the file. Lists have one part for each value. */
function formHead(boundary: string, fields: Record<string, unknown>): string {
  const parts = Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
    });
  return `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`;
}

type Form = { head: string; file: Blob; tail: string };

/** How much of a file is read at once, in bytes. */
const sliceSize = 256 * 1024;

/** Returns a stream of a form that reads the file when the network is ready for more. */
function streamForm(
  { head, file, tail }: Form,
  onProgress: (sentBytes: number, totalBytes: number) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let sentBytes = 0;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    // A slice is read only when it is needed, also if the request is aborted.
    async pull(controller) {
      if (sentBytes >= file.size) {
        controller.enqueue(encoder.encode(tail));
        controller.close();
        return;
      }
      const slice = await file.slice(sentBytes, sentBytes + sliceSize).arrayBuffer();
      controller.enqueue(new Uint8Array(slice));
      sentBytes += slice.byteLength;
      onProgress(sentBytes, file.size);
    },
  });
}
