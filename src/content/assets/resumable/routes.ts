import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { id, instant } from '../../../platform/fields/index.js';
import { parseBody, registerStreamedBodies, type StreamedBody } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import { notAnImage, unreadableFile, unsupportedFile } from '../rules.js';
import { FormDescription } from '../upload.schemas.js';
import { parseUploadMetadata } from './metadata.rules.js';
import { unsupportedTusVersion, wrongOffset } from './rules.js';
import type { ResumableUploads, UploadState } from './service.js';

const tags = ['Assets'];
/** The version of the tus protocol: https://tus.io/protocols/resumable-upload */
const tusVersion = '1.0.0';
const chunkType = 'application/offset+octet-stream';
const headers = ['Tus-Resumable', 'Upload-Length', 'Upload-Offset', 'Upload-Expires'];
const limits = { fieldLimit: 'irrelevant', sectionLimit: 'irrelevant', ownLimit: 'irrelevant' } as const;

const bytesHeader = (description: string, example: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a number of bytes')
    .meta({ description, examples: [example] });
const TusHeaders = z.object({
  'tus-resumable': z
    .string()
    .max(20)
    .default(tusVersion)
    .meta({ description: 'The version of tus that the client speaks.', examples: [tusVersion] }),
});
const CreationHeaders = TusHeaders.extend({
  'upload-length': bytesHeader('The size of the file in bytes.', '1073741824'),
  'upload-metadata': z
    .string()
    .max(14_000)
    .optional()
    .meta({
      description:
        'The description of the file: pairs of a name and a text in base64, separated by commas. The names are those of the fields of a form with a file. `tags`, `people` and `territories` are JSON arrays, `alt` and `focalPoint` are JSON objects.',
      examples: ['filename aW50ZXJ2aWV3Lm1wNA==,credit QW5uIFBvcnRlcg=='],
    }),
});
const ChunkHeaders = TusHeaders.extend({
  'upload-offset': bytesHeader('The number of bytes that the server has.', '67108864'),
});
const UploadRef = z.object({ id: id().meta({ description: 'The id of the upload.' }) });
const AssetUpload = z
  .object({
    id: z.uuid(),
    bytes: z.int().meta({ description: 'The size of the file in bytes.' }),
    receivedBytes: z.int().meta({ description: 'The number of bytes that the server has.' }),
    asset: z.uuid().nullable().meta({ description: 'The id of the asset, when all bytes have arrived.' }),
    expiresAt: instant().meta({ description: 'Until when the upload can be continued.' }),
  })
  .meta({
    id: 'AssetUpload',
    description: 'An upload that can be continued after a broken connection.',
    examples: [
      {
        id: '6f1c9d3e-0b7a-4e52-9d1f-2a8c7b5e4d30',
        bytes: 1_073_741_824,
        receivedBytes: 67_108_864,
        asset: null,
        expiresAt: '2026-12-02T10:30:00.000Z',
      },
    ],
  });

/** Creates the problem of another version of tus. */
function checkVersion(version: string): void {
  if (version !== tusVersion)
    throw unsupportedTusVersion(`"Tus-Resumable" must be ${tusVersion}.`, { headers: { 'tus-version': tusVersion } });
}

const describeState = (reply: FastifyReply, { bytes, receivedBytes, expiresAt }: UploadState) =>
  reply
    .header('upload-length', bytes)
    .header('upload-offset', receivedBytes)
    .header('upload-expires', expiresAt.toUTCString());

/** Resumable uploads of large files with the protocol tus. */
export const resumableUploadRoutes: FastifyPluginAsyncZod<{ uploads: ResumableUploads; base: string }> = async (
  app,
  { uploads, base },
) => {
  app.addHook('onRequest', (_, reply, callback) => {
    reply.header('tus-resumable', tusVersion);
    callback();
  });

  app.post(
    '',
    {
      config: {
        permission: 'content:write',
        ...limits,
        headers,
        problems: [unsupportedTusVersion, problems.unknownReference],
      },
      schema: {
        operationId: 'beginAssetUpload',
        tags,
        summary: 'Begin a resumable upload',
        description:
          'Begins an upload that can be continued after a broken connection, with the protocol tus 1.0.0 and its extensions `creation`, `expiration` and `termination`. Send the bytes to the address in `Location`, in one or more requests. An upload expires 24 hours after its last bytes.',
        headers: CreationHeaders,
        response: { 201: AssetUpload },
      },
    },
    async ({ actor, headers }, reply) => {
      checkVersion(headers['tus-resumable']);
      const bytes = Number(headers['upload-length']);
      if (bytes === 0)
        throw problems.invalidRequest('"Upload-Length" must not be 0.', {
          errors: [{ parameter: 'upload-length', code: 'too-small', detail: 'must not be 0.' }],
        });
      const description = parseBody(FormDescription, parseUploadMetadata(headers['upload-metadata'] ?? ''));
      const state = await uploads.create(actor, bytes, description);
      describeState(reply, state).header('location', `${base}/v1/assets/uploads/${state.id}`);
      return reply.code(201).send(present(state));
    },
  );

  app.get(
    '/:id',
    {
      config: { permission: 'content:write', ownLimit: 'irrelevant', headers },
      schema: {
        operationId: 'getAssetUpload',
        tags,
        summary: 'Get a resumable upload',
        description:
          'Returns how many bytes the server has, and the asset when it has all. HEAD returns the same in the headers `Upload-Length` and `Upload-Offset`.',
        params: UploadRef,
        response: { 200: AssetUpload },
      },
    },
    async (request, reply) => {
      const state = await uploads.get(request.params.id);
      return describeState(reply, state).send(present(state));
    },
  );

  app.delete(
    '/:id',
    {
      config: {
        permission: 'content:write',
        isUnversioned: true,
        ...limits,
        headers: ['Tus-Resumable'],
        problems: [unsupportedTusVersion],
      },
      schema: {
        operationId: 'endAssetUpload',
        tags,
        summary: 'End a resumable upload',
        description: 'Deletes the bytes that have arrived. An asset that the upload has created stays.',
        params: UploadRef,
        headers: TusHeaders,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      checkVersion(request.headers['tus-resumable']);
      await uploads.remove(request.actor, request.params.id);
      return reply.code(204).send(null);
    },
  );

  await app.register(chunkRoute, { uploads });
};

/** The bytes have a plugin of their own because they are streamed. */
const chunkRoute: FastifyPluginAsyncZod<{ uploads: ResumableUploads }> = async (app, { uploads }) => {
  registerStreamedBodies(app, { types: [chunkType], maxBytes: uploads.maxBytes });
  app.patch(
    '/:id',
    {
      config: {
        permission: 'content:write',
        isUnversioned: true,
        ...limits,
        headers,
        problems: [
          unsupportedTusVersion,
          wrongOffset,
          unsupportedFile,
          unreadableFile,
          notAnImage,
          problems.requestTimeout,
          problems.unknownReference,
        ],
      },
      schema: {
        operationId: 'continueAssetUpload',
        tags,
        summary: 'Continue a resumable upload',
        description:
          'Adds bytes to an upload. What arrives before the connection breaks is kept. With the last byte, the file becomes an asset as in `uploadAsset`; read its id with `getAssetUpload`. If the file is refused, the upload ends.',
        params: UploadRef,
        headers: ChunkHeaders,
        consumes: [chunkType],
        body: z.any().meta({ description: 'The next bytes of the file.' }),
        response: { 204: z.null() },
      },
    },
    async ({ actor, params, headers, body }, reply) => {
      checkVersion(headers['tus-resumable']);
      const bytes = (body ?? []) as StreamedBody;
      const state = await uploads.append(actor, params.id, Number(headers['upload-offset']), bytes);
      return describeState(reply, state).code(204).send(null);
    },
  );
};

const present = ({ id, bytes, receivedBytes, assetId, expiresAt }: UploadState) => ({
  ...{ id, bytes, receivedBytes },
  asset: assetId,
  expiresAt: expiresAt.toISOString(),
});
