import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions } from '../../../platform/preconditions/index.js';
import { articleEmbargoed } from '../planning/schedule.rules.js';
import { ArticleRef } from '../query.schemas.js';
import { illegalMove } from '../rules.js';
import { DeskArticle } from '../schemas.js';
import type { ArticleService } from '../service.js';
import { EmbargoInput, KillInput, PublishInput, ScheduleInput } from './states.schemas.js';

const tags = ['Articles'];
const baseSchema = { tags, params: ArticleRef, headers: preconditions, response: { 200: DeskArticle } };
const publishConfig = { permission: 'content:publish', problems: [illegalMove, articleEmbargoed] } as const;

/** The routes that change the state of an article. */
export const articleStateRoutes: FastifyPluginAsyncZod<{ articles: ArticleService }> = async (app, { articles }) => {
  app.post(
    '/:ref/publish',
    {
      config: publishConfig,
      schema: {
        ...baseSchema,
        operationId: 'publishArticle',
        summary: 'Publish an article',
        description:
          'Copies the desk to the newsstand: what it shows now is what the public sees, until it is published again. A body may be left out.',
        body: PublishInput.optional(),
      },
    },
    async (request) => {
      const { params, headers, body } = request;
      return articles.publishFromInput(request.actor, params.ref, body ?? {}, headers);
    },
  );

  app.post(
    '/:ref/schedule',
    {
      config: publishConfig,
      schema: {
        ...baseSchema,
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
        ...baseSchema,
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
        ...baseSchema,
        operationId: 'killArticle',
        summary: 'Kill an article',
        description:
          'It is gone from everywhere at once, and its addresses answer 410 with the reason; those of a story that was never public, 404. The desk keeps it. Killed again, it has another reason.',
        body: KillInput,
      },
    },
    async (request) => articles.kill(request.actor, request.params.ref, request.body, request.headers),
  );

  const verbs = [
    {
      path: 'unpublish',
      operationId: 'unpublishArticle',
      permission: 'content:publish',
      summary: 'Take an article off the newsstand',
      description: 'The public gets 404 for it; the desk keeps it.',
      act: articles.unpublish,
    },
    {
      path: 'discard-changes',
      operationId: 'discardArticleChanges',
      permission: 'content:write',
      summary: 'Discard unpublished changes',
      description: 'Puts what the public sees back on the desk, as a new revision.',
      act: articles.discardChanges,
    },
    {
      path: 'unschedule',
      operationId: 'unscheduleArticle',
      permission: 'content:publish',
      summary: 'Take off what is planned',
      description: 'Neither is it published by itself nor unpublished. One that waited for its hour is a draft again.',
      act: articles.unschedule,
    },
    {
      path: 'unkill',
      operationId: 'unkillArticle',
      permission: 'content:publish',
      summary: 'Bring a killed article back to the desk',
      description: 'It comes back unpublished, or as a draft if it never was public; never published.',
      act: articles.unkill,
    },
    {
      path: 'restore',
      operationId: 'restoreArticle',
      permission: 'content:write',
      summary: 'Take an article out of the trash',
      description: 'It comes back as a draft, or unpublished if it was published before; never published.',
      act: articles.restore,
    },
  ] as const;

  for (const { path, operationId, permission, summary, description, act } of verbs) {
    app.post(
      `/:ref/${path}`,
      {
        config: { permission, problems: [illegalMove] },
        schema: {
          operationId,
          tags,
          summary,
          description,
          params: ArticleRef,
          headers: preconditions,
          response: { 200: DeskArticle },
        },
      },
      async (request) => act(request.actor, request.params.ref, request.headers),
    );
  }
};
