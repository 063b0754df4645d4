import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions } from '../../platform/http/index.js';
import { ArticleRef } from './query.schemas.js';
import { illegalMove } from './rules.js';
import { embargoed } from './scheduling.rules.js';
import { DeskArticle } from './schemas.js';
import type { ArticleService } from './service.js';
import { EmbargoInput, KillInput, PublishInput, ScheduleInput } from './states.schemas.js';

const tags = ['Articles'];
const shared = { tags, params: ArticleRef, headers: preconditions, response: { 200: DeskArticle } };
const publishing = { permission: 'content:publish', problems: [illegalMove, embargoed] } as const;

/** The changes of state that have something to say. */
export const articleStateRoutes: FastifyPluginAsyncZod<{ articles: ArticleService }> = async (app, { articles }) => {
  app.post(
    '/:ref/publish',
    {
      config: publishing,
      schema: {
        ...shared,
        operationId: 'publishArticle',
        summary: 'Publish an article',
        description:
          'Copies the desk to the newsstand: what it shows now is what the public sees, until it is published again. A body may be left out.',
        body: PublishInput.optional(),
      },
    },
    async (request) => {
      const { params, headers, body } = request;
      return articles.publishAs(request.actor, params.ref, body ?? {}, headers);
    },
  );

  app.post(
    '/:ref/schedule',
    {
      config: publishing,
      schema: {
        ...shared,
        operationId: 'scheduleArticle',
        summary: 'Schedule an article',
        description:
          'Plans when the article is published, and when it leaves the newsstand. The working copy as it stands now is what goes out at that time (`scheduledRevision`); of an article that is published already, its unpublished changes. Later edits stay drafts: schedule the article again, with the same time if you like, to include them. Times lie ahead, ten years at most.',
        body: ScheduleInput,
      },
    },
    async (request) => articles.schedule(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/:ref/embargo',
    {
      config: { permission: 'content:write', problems: [illegalMove] },
      schema: {
        ...shared,
        operationId: 'embargoArticle',
        summary: 'Put an article under embargo',
        description:
          'Nothing makes it public before the hour, and nothing happens by itself when it comes. Whoever writes may set an embargo or make it longer; to shorten or lift it needs the scope `content:publish`.',
        body: EmbargoInput,
      },
    },
    async (request) => articles.embargo(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/:ref/kill',
    {
      config: { permission: 'content:publish', problems: [illegalMove] },
      schema: {
        ...shared,
        operationId: 'killArticle',
        summary: 'Kill an article',
        description:
          'It is gone from everywhere at once, and its addresses answer 410 with the reason; those of a story that was never public, 404. The desk keeps it. Killed again, it has another reason.',
        body: KillInput,
      },
    },
    async (request) => articles.kill(request.actor, request.params.ref, request.body, request.headers),
  );
};
