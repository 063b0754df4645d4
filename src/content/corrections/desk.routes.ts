import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendItem, sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import {
  ArticleCorrectionsQuery,
  CorrectedArticleRef,
  CorrectionListQuery,
  CorrectionQuery,
  CorrectionRef,
  DeskCorrection,
  DeskCorrectionList,
} from './schemas.js';
import type { CorrectionService } from './service.js';

const tags = ['Corrections'];
const permission = 'content:read';

type Options = { corrections: CorrectionService; base: string };

/** Corrections of one article, with those that wait for a publication. */
export const deskArticleCorrectionRoutes: FastifyPluginAsyncZod<Options> = async (app, { corrections, base }) => {
  app.get(
    '',
    {
      config: { permission },
      schema: {
        operationId: 'listDeskArticleCorrections',
        tags,
        summary: 'List all corrections of an article',
        description:
          'Returns all corrections of an article, last created first. This includes corrections that wait for the next publication. The article can be in any state.',
        params: CorrectedArticleRef,
        querystring: ArticleCorrectionsQuery,
        response: { 200: DeskCorrectionList },
      },
    },
    async (request, reply) => {
      const page = await corrections.listOf(request.params.ref, { ...request.query, view: 'desk' });
      return sendPage(request, reply, page, base);
    },
  );
};

/** Corrections of all articles, with those that wait for a publication. */
export const deskCorrectionRoutes: FastifyPluginAsyncZod<Options> = async (app, { corrections, base }) => {
  app.get(
    '',
    {
      config: { permission, problems: [problems.unknownReference] },
      schema: {
        operationId: 'listDeskCorrections',
        tags,
        summary: 'List corrections on the desk',
        description:
          'Returns the corrections of all articles, last created first. This includes corrections that wait for the next publication of their article. All filters can be combined. If a filter names an unknown section or article, the response is 422.',
        querystring: CorrectionListQuery,
        response: { 200: DeskCorrectionList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await corrections.list({ ...request.query, view: 'desk' }), base),
  );

  app.get(
    '/:id',
    {
      config: { permission },
      schema: {
        operationId: 'getDeskCorrection',
        tags,
        summary: 'Get a correction on the desk',
        description: 'Returns a correction, whether readers see it or not.',
        params: CorrectionRef,
        querystring: CorrectionQuery,
        response: { 200: DeskCorrection },
      },
    },
    async (request, reply) =>
      sendItem(request, reply, await corrections.get(request.params.id, { ...request.query, view: 'desk' })),
  );
};
