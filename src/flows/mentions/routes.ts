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
      config: { permission: 'public', sectionLimit: 'irrelevant' },
      schema: {
        operationId: 'analyzeMentions',
        tags,
        summary: 'Find people in a text',
        description:
          'Finds the people of the directory who are named in a text. Nothing is stored. Offsets are in UTF-16 code units. The text has at most 200,000 of them.',
        body: AnalyzeInput,
        response: { 200: Analysis },
      },
    },
    async (request) => linkingService.analyze(request.body),
  );

  app.post(
    '/articles/:ref/mentions/relink',
    {
      config: { permission: 'content:write', sectionLimit: 'checked' },
      schema: {
        operationId: 'relinkArticle',
        tags,
        summary: 'Link an article again',
        description:
          'Searches an article for people immediately, instead of when its turn in the queue comes. Mentions in the draft copy and in the publication are updated. Decisions of editors are kept. Returns the first 100 mentions in the draft copy.',
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
        summary: 'Link all articles again',
        description:
          'Queues all articles for a new search for people, which runs in the background. Decisions of editors are kept. Returns 202; `GET /v1/mentions/relink` returns how many articles are left.',
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
        summary: 'Get the linking status',
        description:
          'Returns the number of articles that wait to be searched for people. 0 means that all are up to date.',
        response: { 200: RelinkStatus },
      },
    },
    async () => linkingService.getRelinkStatus(),
  );
};
