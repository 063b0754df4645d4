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
          'Finds the public people of the directory who are named in a text. Nothing is stored. Offsets are counted in UTF-16 code units. The text can have up to 200,000 UTF-16 code units.',
        body: AnalyzeInput,
        response: { 200: Analysis },
      },
    },
    async (request) => linkingService.analyze(request.body, 'public'),
  );

  app.post(
    '/desk/mentions/analyze',
    {
      config: { permission: 'content:read', sectionLimit: 'irrelevant' },
      schema: {
        operationId: 'analyzeDeskMentions',
        tags,
        summary: 'Find people in a text on the desk',
        description:
          'Finds the people who are named in a text, public or not. The request and the response have the form of `POST /v1/mentions/analyze`. Nothing is stored.',
        body: AnalyzeInput,
        response: { 200: Analysis },
      },
    },
    async (request) => linkingService.analyze(request.body, 'desk'),
  );

  app.post(
    '/articles/:ref/mentions/relink',
    {
      config: { permission: 'content:write', sectionLimit: 'checked' },
      schema: {
        operationId: 'relinkArticle',
        tags,
        summary: 'Search an article for people again',
        description:
          'Searches an article for people immediately, without waiting in the queue. Mentions in the draft copy and in the publication are updated. Decisions of editors are kept. Returns the first 100 mentions in the draft copy.',
        params: ArticleRef,
        response: { 200: RelinkResult },
      },
    },
    async (request) => linkingService.relink(request.actor, request.params.ref),
  );

  app.post(
    '/mentions/relink',
    {
      config: { permission: 'admin', fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'relinkAll',
        tags,
        summary: 'Search all articles for people again',
        description:
          'Queues all articles that are not in the trash for a new search for people. The search runs in the background. Decisions of editors are kept. The response is 202. `GET /v1/mentions/relink` returns how many articles are left.',
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
        summary: 'Get the status of the search for people',
        description:
          'Returns the number of articles that are waiting to be searched for people. 0 means that the mentions in all articles are up to date.',
        response: { 200: RelinkStatus },
      },
    },
    async () => linkingService.getRelinkStatus(),
  );
};
