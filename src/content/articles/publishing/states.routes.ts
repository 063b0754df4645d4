import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions } from '../../../platform/preconditions/index.js';
import { articleEmbargoed } from '../planning/schedule.rules.js';
import { ArticleRef } from '../query.schemas.js';
import { illegalMove } from '../rules.js';
import { DeskArticle } from '../schemas.js';
import type { ArticleService } from '../service.js';
import { EmbargoInput, KillInput, PublishInput, ScheduleInput, UnpublishedArticleRef } from './states.schemas.js';

const tags = ['Articles'];
const baseSchema = { tags, params: ArticleRef, headers: preconditions, response: { 200: DeskArticle } };
const publishConfig = {
  permission: 'content:publish',
  fieldLimit: 'checked',
  sectionLimit: 'checked',
  ownLimit: 'article',
  problems: [illegalMove, articleEmbargoed],
} as const;

/** The routes that change the state of an article. */
export const articleStateRoutes: FastifyPluginAsyncZod<{ articles: ArticleService }> = async (app, { articles }) => {
  app.post(
    '/:ref/publish',
    {
      config: { ...publishConfig, conditionalScopes: [{ scope: 'import', to: 'send a time of publication in `at`' }] },
      schema: {
        ...baseSchema,
        operationId: 'publishArticle',
        summary: 'Publish an article',
        description:
          'Publishes the draft copy of an article. Readers see the text immediately, together with the corrections that wait for this publication. A planned publication is cancelled; a planned unpublishing is kept. Sends the event `article.published`. If there is nothing new to publish, nothing changes. If the article is under embargo, the response is 409. The request body is optional.',
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
          'Plans when an article is published, when it is unpublished, or both. At the time `at`, the server publishes the revision that is the newest when you send this request (`scheduledRevision`). Later edits are not included. To include them, schedule the article again. If the article is already published, the request schedules its unpublished changes. Both times must be in the future, at most ten years ahead, and `unpublishAt` must be after `at`. If `at` is before the end of an embargo, the response is 409.',
        body: ScheduleInput,
      },
    },
    async (request) => articles.schedule(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/:ref/embargo',
    {
      config: {
        conditionalScopes: [{ scope: 'content:publish', to: 'shorten or lift an embargo that has not ended' }],
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [illegalMove],
      },
      schema: {
        ...baseSchema,
        params: UnpublishedArticleRef,
        operationId: 'embargoArticle',
        summary: 'Set the embargo of an article',
        description:
          'Sets, changes or lifts the embargo of an article that is not published. Until the embargo ends, the article cannot be published, and it can only be scheduled for the end of the embargo or later. When the embargo ends, the article is not published automatically. If the article is already scheduled for a time before the end of the new embargo, the response is 409.',
        body: EmbargoInput,
      },
    },
    async (request) => articles.embargo(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/:ref/kill',
    {
      config: {
        permission: 'content:publish',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [illegalMove],
      },
      schema: {
        ...baseSchema,
        operationId: 'killArticle',
        summary: 'Kill an article',
        description:
          'Withdraws an article. Readers no longer see it: requests to its addresses get 410 with the reason, or 404 if the article was never published. Its planned publication and unpublishing are cancelled. The draft copy is kept, but you cannot edit or publish it until you unkill the article. To change the reason or the note, kill the article again.',
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
      summary: 'Unpublish an article',
      description:
        'Removes a published article from public view: requests to its addresses get 404. Its planned publication and unpublishing are cancelled. The draft copy is kept, and the article can be published again.',
      act: articles.unpublish,
    },
    {
      path: 'discard-changes',
      operationId: 'discardArticleChanges',
      permission: 'content:write',
      summary: 'Discard unpublished changes',
      description:
        'Replaces the draft copy of a published article with the version that readers see. This creates a new revision. The external ids are kept. Readers see no change. If there are no unpublished changes, nothing happens.',
      act: articles.discardChanges,
    },
    {
      path: 'unschedule',
      operationId: 'unscheduleArticle',
      permission: 'content:publish',
      summary: 'Unschedule an article',
      description:
        'Cancels the planned publication and the planned unpublishing of an article. A scheduled article becomes a draft, or `unpublished` if it was published before. A published article stays published.',
      act: articles.unschedule,
    },
    {
      path: 'unkill',
      operationId: 'unkillArticle',
      permission: 'content:publish',
      summary: 'Unkill an article',
      description:
        'Makes a killed article editable again. The article becomes `unpublished`, or a draft if it was never published. It is not published automatically: requests to its addresses get 404 until you publish it.',
      act: articles.unkill,
    },
    {
      path: 'restore',
      operationId: 'restoreArticle',
      permission: 'content:write',
      summary: 'Restore an article',
      description:
        'Restores an article from the trash. The article becomes a draft, or `unpublished` if it was published before. It is not published automatically, and a cancelled schedule is not restored.',
      act: articles.restore,
    },
  ] as const;

  for (const { path, operationId, permission, summary, description, act } of verbs) {
    app.post(
      `/:ref/${path}`,
      {
        config: {
          permission,
          fieldLimit: 'checked',
          sectionLimit: 'checked',
          ownLimit: 'article',
          problems: [illegalMove],
        },
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
