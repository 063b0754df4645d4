import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Analysis, AnalyzeInput, ArticleRef, RelinkResult, RelinkStatus } from './schemas.js';
import type { MentionLinkingService } from './service.js';

const tags = ['Mentions'];

/** Finds people in texts, and links articles again. */
export const linkingRoutes: FastifyPluginAsyncZod<{ linkingService: MentionLinkingService }> = async (
  app,
  { linkingService },
) => {
  app.post(
    '/mentions/analyze',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'analyzeMentions',
        tags,
        summary: 'Find who is named in a text',
        description:
          'Runs the linker on any text against the directory of people; nothing is stored. Offsets are UTF-16 units.',
        body: AnalyzeInput,
        response: { 200: Analysis },
      },
    },
    async (request) => linkingService.analyze(request.body),
  );

  app.post(
    '/articles/:ref/mentions/relink',
    {
      config: { permission: 'content:write' },
      schema: {
        operationId: 'relinkArticle',
        tags,
        summary: 'Look through an article again',
        description:
          'Now, and not when its turn comes. What editors have decided stays. Answers with the first hundred mentions of the working copy.',
        params: ArticleRef,
        response: { 200: RelinkResult },
      },
    },
    async (request) => linkingService.relink(request.actor, request.params.ref),
  );

  app.post(
    '/mentions/relink',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'relinkAll',
        tags,
        summary: 'Look through all articles again',
        description: 'In the background, a few at a time: `GET /v1/mentions/relink` says how many are left.',
        response: { 202: RelinkStatus },
      },
    },
    async (_request, reply) => reply.code(202).send(await linkingService.relinkAll()),
  );

  app.get(
    '/mentions/relink',
    {
      config: { permission: 'content:read' },
      schema: {
        operationId: 'getRelinking',
        tags,
        summary: 'Read how far linking has come',
        description: 'How many articles wait to be looked through: 0 when everything is up to date.',
        response: { 200: RelinkStatus },
      },
    },
    async () => linkingService.getRelinkStatus(),
  );
};
