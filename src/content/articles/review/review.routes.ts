import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { UnpublishedArticleRef } from '../publishing/states.schemas.js';
import { illegalMove } from '../rules.js';
import { DeskArticle } from '../schemas.js';
import type { ArticleService } from '../service.js';
import { ownApproval } from './review.rules.js';
import { ApproveInput, AssigneeInput, ReturnInput, SubmitInput } from './review.schemas.js';

const baseSchema = {
  tags: ['Articles'],
  params: UnpublishedArticleRef,
  headers: preconditions,
  response: { 200: DeskArticle },
};

/** The routes of the review of one article. */
export const articleReviewRoutes: FastifyPluginAsyncZod<{ review: ArticleService['review'] }> = async (
  app,
  { review },
) => {
  app.post(
    '/submit',
    {
      config: {
        permission: 'content:write',
        sectionLimit: 'checked',
        ownLimit: 'article',
        fieldLimit: 'checked',
        problems: [illegalMove, problems.unknownReference],
      },
      schema: {
        ...baseSchema,
        operationId: 'submitArticle',
        summary: 'Submit an article for review',
        description:
          'Submits the newest revision of an article for review, and can assign the article to a user. A draft gets the status `submitted`. The unpublished changes of a published article can be submitted too; its status stays `published`. Sends the event `article.submitted`, and `article.assigned` if the assignee changes. If the article is approved, or if its newest revision is published or scheduled, the response is 409. If you have submitted this revision already and send no note, nothing changes. The request body is optional.',
        body: SubmitInput.optional(),
      },
    },
    async (request) => review.submit(request.actor, request.params.ref, request.body ?? {}, request.headers),
  );

  app.post(
    '/return',
    {
      config: {
        permission: 'content:publish',
        sectionLimit: 'checked',
        ownLimit: 'article',
        fieldLimit: 'checked',
        problems: [illegalMove],
      },
      schema: {
        ...baseSchema,
        operationId: 'returnArticle',
        summary: 'Return an article to its author',
        description:
          'Ends the review of a submitted or approved article. The article has the status `draft` or `unpublished` again, and the note says what has to change. The assignee stays the same. Sends the event `article.returned`. If the article is not in review, the response is 409.',
        body: ReturnInput,
      },
    },
    async (request) => review.returnToAuthor(request.actor, request.params.ref, request.body, request.headers),
  );

  app.post(
    '/approve',
    {
      config: {
        permission: 'content:publish',
        sectionLimit: 'checked',
        ownLimit: 'article',
        fieldLimit: 'checked',
        problems: [illegalMove, ownApproval],
      },
      schema: {
        ...baseSchema,
        operationId: 'approveArticle',
        summary: 'Approve an article',
        description:
          'Approves the newest revision of a submitted article. Send `If-Match` with the ETag of the text that you have read, so that you do not approve later changes. If the article is changed afterwards, the approval lapses and the article is submitted again. Sends the event `article.approved`. If the article is not in review, the response is 409. If the server requires a second person (`REVIEW_REQUIRED`) and you have worked on the text since the last publication, the response is 403. The request body is optional.',
        body: ApproveInput.optional(),
      },
    },
    async (request) => review.approve(request.actor, request.params.ref, request.body ?? {}, request.headers),
  );

  app.put(
    '/assignee',
    {
      config: {
        permission: 'content:write',
        sectionLimit: 'checked',
        ownLimit: 'article',
        fieldLimit: 'checked',
        problems: [illegalMove, problems.unknownReference],
      },
      schema: {
        ...baseSchema,
        operationId: 'assignArticle',
        summary: 'Assign an article',
        description:
          'Assigns an article to a user, or ends its assignment. Sends the event `article.assigned`. If the user does not exist or is deactivated, the response is 422. If the article is in the trash, it is 409.',
        body: AssigneeInput,
      },
    },
    async (request) => review.assign(request.actor, request.params.ref, request.body, request.headers),
  );
};
