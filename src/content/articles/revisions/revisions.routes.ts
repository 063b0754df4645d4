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
      config: { permission: 'content:read' },
      schema: {
        operationId: 'listArticleRevisions',
        tags,
        summary: 'List the revisions of an article',
        description: 'Every save that changed something: who, when, what was said of it, and which fields it changed.',
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
      config: { permission: 'content:read' },
      schema: {
        operationId: 'getArticleRevision',
        tags,
        summary: 'Read a revision',
        description:
          'What was saved, whole. Section, people and related articles are shown as they are now; `missing` names those that are gone.',
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
      config: { permission: 'content:write', problems: [illegalMove, problems.unknownReference] },
      schema: {
        operationId: 'restoreArticleRevision',
        tags,
        summary: 'Bring a revision back',
        description:
          'Writes its content to the desk as a new revision; what the public sees stays as it is until the article is published again. Slug and external ids stay as they are. One that is the same as the desk changes nothing.',
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
      config: { permission: 'content:read' },
      schema: {
        operationId: 'diffArticleRevisions',
        tags,
        summary: 'Compare two revisions',
        description:
          'Field by field; headline, standfirst and body word by word, as JSON or as HTML. What would take too long to compare is shown as replaced.',
        params: ArticleRef,
        querystring: DiffQuery,
        response: { 200: RevisionDiff },
      },
    },
    async (request) => revisions.diff(request.params.ref, request.query),
  );
};
