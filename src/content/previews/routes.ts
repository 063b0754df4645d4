import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { ArticleRef, articleEmbargoed } from '../articles/index.js';
import { notPreviewable } from './rules.js';
import {
  NewPreview,
  PreviewedArticle,
  PreviewInput,
  PreviewList,
  PreviewListQuery,
  PreviewQuery,
  PreviewRef,
} from './schemas.js';
import type { PreviewService } from './service.js';

const tags = ['Articles'];

type Options = { previews: PreviewService; base: string };

/** Lists and creates the preview links of one article. */
export const articlePreviewRoutes: FastifyPluginAsyncZod<Options> = async (app, { previews, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read' },
      schema: {
        operationId: 'listArticlePreviews',
        tags,
        summary: 'List the preview links of an article',
        description:
          'Who made each for whom, how often and when last it was opened; those that have ended for thirty days more.',
        params: ArticleRef,
        querystring: PreviewListQuery,
        response: { 200: PreviewList },
      },
    },
    async (request, reply) => sendPage(request, reply, await previews.list(request.params.ref, request.query), base),
  );

  app.post(
    '',
    {
      config: { permission: 'content:write', problems: [notPreviewable, articleEmbargoed, problems.unknownReference] },
      schema: {
        operationId: 'createArticlePreview',
        tags,
        summary: 'Make a preview link',
        description:
          'Whoever has the link sees one revision of the article as it would be in public, without a token, until it expires or is revoked. Of an article under embargo only those make one who hold `content:publish`. The answer is the only place where the link is ever shown.',
        params: ArticleRef,
        body: PreviewInput,
        response: { 201: NewPreview },
      },
    },
    async (request, reply) => {
      const preview = await previews.create(request.actor, request.params.ref, request.body);
      return reply.code(201).header('location', preview.url).send(preview);
    },
  );
};

/** Opens and revokes preview links. The token in a link gives access to nothing else. */
export const previewRoutes: FastifyPluginAsyncZod<Pick<Options, 'previews'>> = async (app, { previews }) => {
  // The address is secret. No cache may keep a response, no search engine may index it, and the Referer header may not
  // reveal the address.
  app.addHook('onRequest', (_, reply, next) => {
    reply.headers({
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'referrer-policy': 'no-referrer',
    });
    next();
  });

  app.get(
    '/:preview',
    {
      config: { permission: 'public', cache: false },
      schema: {
        operationId: 'openPreview',
        tags,
        summary: 'Open a preview link',
        description:
          'The revision in the shape of a published article, as if it were published now. A link that is wrong, past its time or revoked is 404, and nobody is told which. What it shows is not kept by any cache.',
        params: PreviewRef,
        querystring: PreviewQuery,
        response: { 200: PreviewedArticle },
      },
    },
    async (request, reply) => {
      const json = await previews.open(request.params.preview, request.query);
      return reply.type('application/json; charset=utf-8').send(json as never);
    },
  );

  app.delete(
    '/:preview',
    {
      config: { isUnversioned: true, permission: 'content:write' },
      schema: {
        operationId: 'revokePreview',
        tags,
        summary: 'Revoke a preview link',
        description:
          'By its id, or by its token for whoever has found one in the wrong place. It shows nothing from now on.',
        params: PreviewRef,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await previews.revoke(request.actor, request.params.preview);
      return reply.code(204).send(null);
    },
  );
};
