import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import parseRange from 'range-parser';
import { z } from 'zod';
import { entityName } from '../../lib/entity-name.js';
import { createLookupCache, etagMatches, type MemoryCache } from '../../platform/cache/index.js';
import { problems } from '../../platform/problems/index.js';
import type { ByteRange } from '../../platform/storage/index.js';
import { assetMediaTypes, servedMediaTypes } from './media-types.rules.js';
import { AssetRef } from './query.schemas.js';
import { specPattern } from './renditions.rules.js';
import type { AssetService, MediaFile, OpenedFile } from './service.js';

const tags = ['Assets'];
const RenditionRef = AssetRef.extend({
  spec: z
    .string()
    .max(40)
    .meta({
      description:
        'The rendition: `w` and a width (160, 320, 480, 640, 800, 1200, 1600 or 2400), then optionally a ratio such as `-16x9` (1x1, 4x3, 3x2, 16x9, 3x4, 2x3 or 9x16), then optionally a format (`.avif`, `.webp` or `.jpg`). Without a format, `Accept` selects one. `file` is the file of audio, video or a document.',
      examples: ['w800-16x9'],
    }),
});
const bytes = { schema: z.any().meta({ description: 'The bytes of the file.' }) };
const fileContent = (description: string, mediaTypes: readonly string[]) => ({
  description,
  content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, bytes])),
});
const responsesOf = (mediaTypes: readonly string[]) => ({
  200: fileContent('The file.', mediaTypes),
  206: fileContent('The part of the file that `Range` names.', mediaTypes),
});
const fileProblems = [problems.rangeNotSatisfiable, problems.unavailable];

/** The files of public assets. */
export const mediaRoutes: FastifyPluginAsyncZod<{ assets: AssetService; cache: MemoryCache }> = async (
  app,
  { assets, cache },
) => {
  const files = createLookupCache<MediaFile>(cache, ({ availableUntil }) => availableUntil);
  app.get(
    '/:id/:spec',
    {
      config: {
        permission: 'public',
        cache: false,
        servesFile: true,
        problems: [...fileProblems, problems.notFound],
      },
      schema: {
        operationId: 'getMedia',
        tags,
        summary: 'Get a rendition of an image, or the file of another asset',
        description:
          'Returns an image in one of the fixed sizes, cropped around its focal point if the ratio differs. An image is never enlarged. Renditions have no metadata such as the place of the photo. Range requests return a part of the file. Files of assets that are not public, or whose rights have not begun or have ended, are 404.',
        params: RenditionRef,
        response: responsesOf(servedMediaTypes),
      },
    },
    async (request, reply) => {
      const { id, spec } = request.params;
      if (spec !== 'file' && !specPattern.test(spec)) throw problems.notFound('There is no such rendition.');
      if (spec !== 'file' && !spec.includes('.')) reply.header('vary', 'Accept');
      const file = await files.find(entityName(id), () => assets.findMediaFile(id));
      return sendFile(request, reply, await assets.openMedia(id, file, spec, request.headers.accept));
    },
  );
};

/** The original files, as they were uploaded. */
export const deskFileRoutes: FastifyPluginAsyncZod<{ assets: AssetService }> = async (app, { assets }) => {
  app.get(
    '/:id/file',
    {
      config: { permission: 'content:read', servesFile: true, problems: fileProblems },
      schema: {
        operationId: 'getDeskAssetFile',
        tags,
        summary: 'Get the original file of an asset',
        description:
          'Returns the file as it was uploaded, with its metadata, such as the place and the camera of a photo. Range requests return a part of the file.',
        params: AssetRef,
        response: responsesOf(assetMediaTypes),
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-store');
      return sendFile(request, reply, await assets.openOriginal(request.params.id));
    },
  );
};

/** Sends a file or the part that `Range` names (RFC 9110, 14). Several parts are not supported and get the whole file. */
async function sendFile(request: FastifyRequest, reply: FastifyReply, file: OpenedFile): Promise<FastifyReply> {
  const { bytes, etag } = file;
  const { range: rangeHeader, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = request.headers;
  if (ifNoneMatch !== undefined && etagMatches(ifNoneMatch, etag)) return describeFile(reply, file).code(304).send();
  const isSame = ifRange === undefined || ifRange === etag;
  const ranges = isSame && rangeHeader !== undefined ? parseRange(bytes, fitSuffix(rangeHeader, bytes)) : undefined;
  if (ranges === -1) {
    reply.header('content-range', `bytes */${bytes}`);
    throw problems.rangeNotSatisfiable(`The file has ${bytes} bytes.`);
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
  // Fastify keeps the length that is set if the body of a response to HEAD is a stream.
  const payload = request.method === 'HEAD' ? Readable.from([]) : (contentOf(file, range) ?? (await file.open(range)));
  describeFile(reply, file);
  if (range === undefined) reply.header('content-length', bytes);
  else
    reply
      .code(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${bytes}`)
      .header('content-length', range.end - range.start + 1);
  return reply.send(payload);
}

/** Returns the bytes of a file or a part of it, if they are in memory. */
const contentOf = ({ content }: OpenedFile, range: ByteRange | undefined) =>
  range === undefined ? content : content?.subarray(range.start, range.end + 1);

/** Sets the headers of a file. Problems do not have them. */
function describeFile(reply: FastifyReply, { mediaType, etag, cacheControl, tag, downloadName }: OpenedFile) {
  reply
    .type(mediaType)
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('x-content-type-options', 'nosniff')
    // A file from outside can never act in the name of the site.
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (downloadName !== undefined) reply.header('content-disposition', dispositionOf(downloadName));
  if (cacheControl !== undefined) reply.header('cache-control', cacheControl);
  if (tag !== undefined) reply.header('surrogate-key', tag);
  return reply;
}

/** Limits a range such as `bytes=-500` to the file. If the file has fewer bytes, the range means all (RFC 9110, 14.1.2). */
const fitSuffix = (range: string, bytes: number): string =>
  range.replace(/^bytes=-(\d+)$/, (_, length) => `bytes=-${Math.min(Number(length), bytes)}`);

/** Returns the header that makes browsers save a file under a name (RFC 6266, RFC 8187). */
const dispositionOf = (name: string) =>
  `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`;
