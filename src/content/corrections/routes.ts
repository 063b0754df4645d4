import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendItem, sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { notCorrectable } from './rules.js';
import {
  ArticleCorrectionsQuery,
  CorrectedArticleRef,
  Correction,
  CorrectionInput,
  CorrectionList,
  CorrectionListQuery,
  CorrectionPatch,
  CorrectionQuery,
  CorrectionRef,
  DeskCorrection,
} from './schemas.js';
import type { CorrectionService } from './service.js';

const tags = ['Corrections'];
const cache = { kind: 'list', of: 'corrections' } as const;

type Options = { corrections: CorrectionService; base: string };

/** The routes of the corrections of one article. */
export const articleCorrectionRoutes: FastifyPluginAsyncZod<Options> = async (app, { corrections, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'list', of: 'articles' } },
      schema: {
        operationId: 'listArticleCorrections',
        tags,
        summary: 'List the corrections of an article',
        description:
          'Returns the published corrections of a published article, newest first. If the article is not published, the response is 404.',
        params: CorrectedArticleRef,
        querystring: ArticleCorrectionsQuery,
        response: { 200: CorrectionList },
      },
    },
    async (request, reply) => {
      const page = await corrections.listOf(request.params.ref, { ...request.query, view: 'public' });
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: {
        permission: 'content:publish',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        problems: [notCorrectable, problems.unknownReference],
      },
      schema: {
        operationId: 'correctArticle',
        tags,
        summary: 'Correct an article',
        description:
          'Creates a correction of an article. Without `publish`, the correction is about the published text. Readers see it immediately, and `updatedAt` of the article changes. With `publish: true`, the draft copy is published together with the correction. With `publish: false`, the correction waits for the next publication of the article. `If-Match`, if sent, must contain the ETag of the article. Without `publish`, the response is 409 if the article is not published. With `publish`, it is 409 if the article was never published, is killed or is in the trash.',
        params: CorrectedArticleRef,
        headers: preconditions,
        body: CorrectionInput,
        response: { 201: DeskCorrection },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      const correction = await corrections.create(request.actor, params.ref, body, headers);
      return reply.code(201).header('location', `${base}/v1/corrections/${correction.id}`).send(correction);
    },
  );
};

/** The routes of the corrections of all articles. */
export const correctionRoutes: FastifyPluginAsyncZod<Options> = async (app, { corrections, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache, problems: [problems.unknownReference] },
      schema: {
        operationId: 'listCorrections',
        tags,
        summary: 'List corrections',
        description:
          'Returns the published corrections of published articles, newest first. All filters can be combined. If a filter names an unknown section or article, the response is 422.',
        querystring: CorrectionListQuery,
        response: { 200: CorrectionList },
      },
    },
    async (request, reply) => {
      const page = await corrections.list({ ...request.query, view: 'public' });
      return sendPage(request, reply, page, base);
    },
  );

  app.get(
    '/:id',
    {
      // A correction appears again when its article is published again, so a cached 404 depends on articles.
      config: { permission: 'public', cache: { kind: 'list', of: 'articles' } },
      schema: {
        operationId: 'getCorrection',
        tags,
        summary: 'Get a correction',
        description: 'Returns a published correction. While its article is not published, the response is 404.',
        params: CorrectionRef,
        querystring: CorrectionQuery,
        response: { 200: Correction },
      },
    },
    async (request, reply) =>
      sendItem(request, reply, await corrections.get(request.params.id, { ...request.query, view: 'public' })),
  );

  app.patch(
    '/:id',
    {
      config: {
        permission: 'content:publish',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        problems: [problems.unknownReference],
      },
      schema: {
        operationId: 'updateCorrection',
        tags,
        summary: 'Update a correction',
        description:
          'Changes a correction with a JSON merge patch (RFC 7396). If the correction is public, readers see the change immediately, and `updatedAt` of the article changes. The time `at` of the correction does not change. Sends the event `correction.changed`.',
        params: CorrectionRef,
        headers: preconditions,
        body: CorrectionPatch,
        response: { 200: DeskCorrection },
      },
    },
    async (request) => corrections.patch(request.actor, request.params.id, request.body, request.headers),
  );

  app.delete(
    '/:id',
    {
      config: { permission: 'content:publish', fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'deleteCorrection',
        tags,
        summary: 'Delete a correction',
        description:
          'Deletes a correction. Readers no longer see it. The text of the article does not change. If the correction was public, `updatedAt` of the article changes. Sends the event `correction.withdrawn`.',
        params: CorrectionRef,
        headers: preconditions,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await corrections.remove(request.actor, request.params.id, request.headers);
      return reply.code(204).send(null);
    },
  );
};
