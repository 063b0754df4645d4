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
        description: 'Returns the published corrections of a published article, newest first.',
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
      config: { permission: 'content:publish', problems: [notCorrectable, problems.unknownReference] },
      schema: {
        operationId: 'correctArticle',
        tags,
        summary: 'Correct an article',
        description:
          'Tells readers what was put right. By itself it is about what is live, and public at once; with publish=true the working copy is published with it; with publish=false it waits for the next publication. `If-Match` is about the article.',
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
        description: 'Returns the published corrections of published articles, newest first.',
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
      // One that is missing may come back with its story.
      config: { permission: 'public', cache: { kind: 'list', of: 'articles' } },
      schema: {
        operationId: 'getCorrection',
        tags,
        summary: 'Read a correction',
        description: 'Returns a published correction. It is available as long as its article is published.',
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
      config: { permission: 'content:publish', problems: [problems.unknownReference] },
      schema: {
        operationId: 'updateCorrection',
        tags,
        summary: 'Change a correction',
        description: 'A JSON merge patch (RFC 7396). Readers see the change at once; when they were first told stays.',
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
      config: { permission: 'content:publish' },
      schema: {
        operationId: 'deleteCorrection',
        tags,
        summary: 'Withdraw a correction',
        description: 'Readers are no longer told of it. The story stays as it is.',
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
