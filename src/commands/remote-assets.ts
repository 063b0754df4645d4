import { z } from 'zod';
import { type AssetSource, FileFault } from '../flows/asset-files/index.js';
import { missingFileText } from '../platform/storage/index.js';
import { type createRemoteClient, RemoteError } from './remote.js';

/** How many assets one response has. */
const pageSize = 100;

// The checksum becomes part of a path, and another server can send anything.
const Page = z.object({
  data: z.array(
    z.looseObject({
      id: z.uuid(),
      filename: z.string().nullable(),
      checksum: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().min(0),
    }),
  ),
  page: z.looseObject({ next: z.string().nullable() }),
});

type Client = Pick<ReturnType<typeof createRemoteClient>, 'download'>;

/** Returns the JSON of a response. Undefined if the response is not JSON. */
async function readJson({ download }: Client, path: string): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of readParts(await download(path))) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return undefined;
  }
}

/** Returns the newsroom of another server, as the token of the client sees it. Its methods throw RemoteError. */
export const remoteAssets = (client: Client): AssetSource => ({
  async *list() {
    for (let next: string | null = ''; next !== null; ) {
      const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
      const response = await readJson(client, `/v1/desk/assets?limit=${pageSize}&sort=createdAt${after}`);
      const { success: isPage, data: result } = Page.safeParse(response);
      if (!isPage) throw new RemoteError('The server sent no list of assets. Check its URL and its version.');
      yield* result.data;
      next = result.page.next;
    }
  },

  async open(id) {
    try {
      return readParts(await client.download(`/v1/desk/assets/${id}/file`));
    } catch (error) {
      const isLost =
        error instanceof RemoteError && (error.status === 404 || error.message.startsWith(missingFileText));
      throw isLost ? new FileFault(error.message) : error;
    }
  },

  async exists(id) {
    try {
      await readJson(client, `/v1/desk/assets/${id}?fields=id`);
      return true;
    } catch (error) {
      if (error instanceof RemoteError && error.status === 404) return false;
      throw error;
    }
  },
});

async function* readParts(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const part of parts) yield Buffer.from(part);
  } catch {
    throw new RemoteError(
      'The connection broke while the server sent its response. Run the command again: it continues.',
    );
  }
}
