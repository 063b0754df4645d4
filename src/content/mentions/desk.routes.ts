import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../platform/http/index.js';
import { ArticleRef, DeskArticleMentionsQuery, DeskMentionList } from './schemas.js';
import type { MentionService } from './service.js';

/** Mentions in the draft copy of one article. */
export const deskArticleMentionRoutes: FastifyPluginAsyncZod<{ mentions: MentionService; base: string }> = async (
  app,
  { mentions, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', ownLimit: 'article' },
      schema: {
        operationId: 'listDeskArticleMentions',
        tags: ['Mentions'],
        summary: 'List the mentions in a draft copy',
        description:
          'Returns the mentions in the draft copy of an article, including rejected mentions, with all candidates. `suggestions` are words that may name an unknown person. The list is complete a moment after each save.',
        params: ArticleRef,
        querystring: DeskArticleMentionsQuery,
        response: { 200: DeskMentionList },
      },
    },
    async (request, reply) =>
      sendPage(request, reply, await mentions.listDesk(request.params.ref, request.query), base),
  );
};
