import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  FormBody,
  formType,
  parseBody,
  registerStreamedBodies,
  StreamedBody,
  sendItem,
  sendPage,
} from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { alreadyPublic } from '../visibility/index.js';
import { isFileType, uploadMediaTypes } from './media-types.rules.js';
import { AssetFile, AssetList, AssetListQuery, AssetQuery, AssetRef, UploadQuery } from './query.schemas.js';
import { assetInUse, notAnImage, sourceUnavailable, unreadableFile, unsupportedFile } from './rules.js';
import { Asset, AssetPatch, DeskAsset } from './schemas.js';
import type { AssetService } from './service.js';
import { AssetForm, AssetSource, FormDescription } from './upload.schemas.js';
import { parseFields } from './upload-form.rules.js';

const tags = ['Assets'];
const cache = { kind: 'list', of: 'assets' } as const;
const publicScope = { scope: 'content:publish', to: 'change or delete a public asset' } as const;

type AssetRoutesOptions = { assets: AssetService; base: string };

export const assetRoutes: FastifyPluginAsyncZod<AssetRoutesOptions> = async (app, { assets, base }) => {
  await app.register(uploadRoute, { assets, base });

  app.get(
    '',
    {
      config: { permission: 'public', cache, problems: [problems.unknownReference] },
      schema: {
        operationId: 'listAssets',
        tags,
        summary: 'List assets',
        description:
          'Returns the public assets, newest first. An asset is left out before `availableFrom` and after `availableUntil`.',
        querystring: AssetListQuery,
        response: { 200: AssetList },
      },
    },
    async (request, reply) => sendPage(request, reply, await assets.list(request.query, 'public'), base),
  );

  app.get(
    '/:id',
    {
      config: { permission: 'public', cache },
      schema: {
        operationId: 'getAsset',
        tags,
        summary: 'Get an asset',
        description:
          'Returns a public asset. Before `availableFrom` and after `availableUntil`, the response is 404. People who are not public yet are left out.',
        params: AssetRef,
        querystring: AssetQuery,
        response: { 200: Asset },
      },
    },
    async (request, reply) =>
      sendItem(request, reply, await assets.get(request.params.id, request.query.fields, 'public')),
  );

  app.patch(
    '/:id',
    {
      config: {
        permission: 'content:write',
        conditionalScopes: [publicScope],
        fieldLimit: 'irrelevant',
        ownLimit: 'irrelevant',
        problems: [problems.unknownReference, notAnImage, alreadyPublic],
      },
      schema: {
        operationId: 'updateAsset',
        tags,
        summary: 'Update an asset',
        description:
          'Changes the description and the rights of an asset with a JSON merge patch (RFC 7396). The file itself never changes. If the asset is public, readers see the change immediately. Sends the event `asset.changed`.',
        params: AssetRef,
        headers: preconditions,
        body: AssetPatch,
        response: { 200: DeskAsset },
      },
    },
    async (request) => assets.patch(request.actor, request.params.id, request.body, request.headers),
  );

  app.delete(
    '/:id',
    {
      config: {
        permission: 'content:write',
        conditionalScopes: [publicScope],
        fieldLimit: 'irrelevant',
        ownLimit: 'irrelevant',
        problems: [assetInUse],
      },
      schema: {
        operationId: 'deleteAsset',
        tags,
        summary: 'Delete an asset',
        description:
          'Deletes an asset and its file. An asset that an article shows is not deleted: the response is 409. Sends the event `asset.deleted`.',
        params: AssetRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await assets.remove(request.actor, request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );
};

/** The upload has a plugin of its own because it streams the request body. */
const uploadRoute: FastifyPluginAsyncZod<AssetRoutesOptions> = async (app, { assets, base }) => {
  registerStreamedBodies(app, {
    types: uploadMediaTypes,
    isAccepted: isFileType,
    maxBytes: assets.maxBytes,
    acceptsDescriptions: true,
  });
  app.post(
    '',
    {
      config: {
        permission: 'content:write',
        fieldLimit: 'irrelevant',
        sectionLimit: 'irrelevant',
        ownLimit: 'irrelevant',
        bodySchemas: { 'application/json': AssetSource, [formType]: AssetForm },
        problems: [
          unsupportedFile,
          unreadableFile,
          problems.requestTimeout,
          sourceUnavailable,
          problems.unknownReference,
          notAnImage,
        ],
      },
      schema: {
        operationId: 'uploadAsset',
        tags,
        summary: 'Upload a file',
        description:
          'Stores a file as an asset. Send the bytes of the file as the body, or a form with the file and its description, or JSON with the address from which the server fetches the file, and its description. The server finds out the type of the file from its bytes. The response is 201 when the file is stored safely. If the newsroom has a file with the same bytes, the response is 200 with the existing asset, and nothing is stored. A new asset is a draft. A new image gets the description that is in its metadata (XMP, IPTC, Exif). Sends the event `asset.created` for a new asset.',
        querystring: UploadQuery,
        consumes: [...uploadMediaTypes, 'application/json', formType],
        body: AssetFile,
        response: { 200: DeskAsset, 201: DeskAsset },
      },
    },
    async (request, reply) => {
      const { actor, body, query } = request;
      const { asset, isNew } =
        body instanceof StreamedBody || body === undefined || body === null
          ? await assets.upload(actor, (body ?? []) as StreamedBody, () => ({
              requestFields:
                body instanceof FormBody ? { ...query, ...parseBody(FormDescription, parseFields(body)) } : query,
            }))
          : await assets.uploadFromSource(actor, { ...query, ...parseBody(AssetSource, body) }, signalOf(reply));
      if (isNew) reply.header('location', `${base}/v1/desk/assets/${asset.id}`);
      return reply.code(isNew ? 201 : 200).send(asset);
    },
  );
};

/** Returns a signal that is aborted if the client closes the connection before it has the response. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
