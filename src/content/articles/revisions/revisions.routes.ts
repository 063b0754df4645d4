import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../../platform/http/index.js';
import { preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { ArticleRef } from '../query.schemas.js';
import { illegalMove } from '../rules.js';
import { DeskArticle } from '../schemas.js';
import type { ArticleService } from '../service.js';
import {
  DiffQuery,
  RestoreInput,
  Revision,
  RevisionDiff,
  RevisionList,
  RevisionListQuery,
  RevisionQuery,
  RevisionRef,
} from './revisions.schemas.js';

const tags = ['Articles'];

type Options = { revisions: ArticleService['revisions']; base: string };

/** The routes of the revisions of one article. */
export const articleRevisionRoutes: FastifyPluginAsyncZod<Options> = async (app, { revisions, base }) => {
  app.get(
    '/revisions',
    {
      config: { permission: 'content:read', ownLimit: 'article' },
      schema: {
        operationId: 'listArticleRevisions',
        tags,
        summary: 'List the revisions of an article',
        description:
          'Returns the revisions of an article, newest first, without their content. Every save that changes something creates a revision. If the operator has set a limit, old revisions are deleted automatically unless they were published.',
        params: ArticleRef,
        querystring: RevisionListQuery,
        response: { 200: RevisionList },
      },
    },
    async (request, reply) => sendPage(request, reply, await revisions.list(request.params.ref, request.query), base),
  );

  app.get(
    '/revisions/:number',
    {
      config: { permission: 'content:read', ownLimit: 'article', problems: [problems.textTooComplex] },
      schema: {
        operationId: 'getArticleRevision',
        tags,
        summary: 'Get a revision',
        description:
          'Returns a revision of an article with its content. The section, the people and the related articles are shown with their current names. `missing` lists the sections, people and articles that were deleted later.',
        params: RevisionRef,
        querystring: RevisionQuery,
        response: { 200: Revision },
      },
    },
    async (request) => revisions.get(request.params.ref, request.params.number, request.query.bodyFormat),
  );

  app.post(
    '/revisions/:number/restore',
    {
      config: {
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [illegalMove, problems.unknownReference],
      },
      schema: {
        operationId: 'restoreArticleRevision',
        tags,
        summary: 'Restore a revision',
        description:
          'Replaces the draft copy of an article with the content of a revision. This creates a new revision. The current slug and external ids of the article are kept. Readers do not see the change until the article is published again. If the revision refers to sections, people or articles that were deleted later, the response is 422 unless `missing` is `drop`. If the draft copy already has the same content, nothing happens.',
        params: RevisionRef,
        headers: preconditions,
        body: RestoreInput,
        response: { 200: DeskArticle },
      },
    },
    async (request) => {
      const { ref, number } = request.params;
      return revisions.restore(request.actor, ref, number, request.body, request.headers);
    },
  );

  app.get(
    '/diff',
    {
      config: {
        permission: 'content:read',
        fieldLimit: 'checked',
        ownLimit: 'article',
        problems: [problems.textTooComplex],
      },
      schema: {
        operationId: 'diffArticleRevisions',
        tags,
        summary: 'Compare two revisions',
        description:
          'Returns the fields that differ between two revisions. By default, the published revision is compared with the newest revision. The headline, the standfirst and the body are compared word by word. If the comparison of a text would take too long, the whole text is shown as replaced. If `from` or `to` is `live` and the article is not published, the response is 404.',
        params: ArticleRef,
        querystring: DiffQuery,
        response: { 200: RevisionDiff },
      },
    },
    async (request) => revisions.diff(request.actor, request.params.ref, request.query),
  );
};
