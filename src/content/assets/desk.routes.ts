import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItem, sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { AssetRef, DeskAssetList, DeskAssetListQuery, DeskAssetQuery } from './query.schemas.js';
import { DeskAsset } from './schemas.js';
import type { AssetService } from './service.js';

const tags = ['Assets'];
const permission = 'content:read';

/** Assets as editors see them, drafts included. */
export const deskAssetRoutes: FastifyPluginAsyncZod<{ assets: AssetService; base: string }> = async (
  app,
  { assets, base },
) => {
  app.get(
    '',
    {
      config: { permission, fieldLimit: 'checked', problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskAssets',
        tags,
        summary: 'List assets on the desk',
        description: 'Returns all assets, public or not, newest first. `used=false` finds those that no article shows.',
        querystring: DeskAssetListQuery,
        response: { 200: DeskAssetList },
      },
    },
    async (request, reply) => sendPage(request, reply, await assets.listForDesk(request.actor, request.query), base),
  );

  app.get(
    '/:id',
    {
      config: { permission },
      schema: {
        operationId: 'getDeskAsset',
        tags,
        summary: 'Get an asset on the desk',
        description: 'Returns an asset, even if it is not public.',
        params: AssetRef,
        querystring: DeskAssetQuery,
        response: { 200: DeskAsset },
      },
    },
    async (request, reply) =>
      sendItem(request, reply, await assets.get(request.params.id, request.query.fields, 'desk')),
  );
};
