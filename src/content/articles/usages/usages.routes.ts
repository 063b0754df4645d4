import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../../platform/http/index.js';
import { AssetRef } from '../../assets/index.js';
import type { ArticleService } from '../service.js';
import { AssetUsageList, UsageListQuery } from './usages.schemas.js';

/** The articles that show an asset. */
export const assetUsageRoutes: FastifyPluginAsyncZod<{ articles: ArticleService; base: string }> = async (
  app,
  { articles, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', ownLimit: 'checked', fieldLimit: 'checked' },
      schema: {
        operationId: 'listAssetUsages',
        tags: ['Assets'],
        summary: 'List the articles that show an asset',
        description:
          'Returns the articles whose draft copy, publication or planned revision shows an asset, newest first. Articles in the trash are included, because they can be restored. While an article shows an asset, the asset cannot be deleted. The list is empty if no article shows the asset or there is no such asset.',
        params: AssetRef,
        querystring: UsageListQuery,
        response: { 200: AssetUsageList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await articles.listUsages(request.actor, request.params.id, request.query), base),
  );
};
