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
      config: { permission: 'content:read', ownLimit: 'article' },
      schema: {
        operationId: 'listArticlePreviews',
        tags,
        summary: 'List preview links',
        description:
          'Returns the preview links of an article, last created first, without their secrets. The list shows who created each link, and how often the link was opened. Expired links are listed for 30 days after they expire. Revoked links are not listed.',
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
      config: {
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [notPreviewable, articleEmbargoed, problems.unknownReference],
      },
      schema: {
        operationId: 'createArticlePreview',
        tags,
        summary: 'Create a preview link',
        description:
          'Creates a secret link that shows one revision of an article as readers would see it. Nobody needs a token to open the link. The link works for a week by default and for 90 days at most, unless you revoke it earlier. Only this response contains the link. If the article is under embargo and your token lacks the scope `content:publish`, the response is 409. If the article is killed or in the trash, the response is also 409.',
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
      config: { permission: 'public', cache: false, problems: [problems.textTooComplex] },
      schema: {
        operationId: 'openPreview',
        tags,
        summary: 'Open a preview link',
        description:
          'Returns the revision of a preview link as if it were published now, and counts how often the link was opened. The response is never cached. If the link is wrong, expired or revoked, the response is 404. The response is also 404 if the article is killed, in the trash or under embargo. If the link was created with the scope `content:publish`, it also works during an embargo. The link works only while its creator could create it again: the response is 404 if the creator was deactivated or lost the rights, or if the token of the newsroom that created it was revoked.',
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
      config: { isUnversioned: true, permission: 'content:write', fieldLimit: 'irrelevant', sectionLimit: 'checked' },
      schema: {
        operationId: 'revokePreview',
        tags,
        summary: 'Revoke a preview link',
        description:
          'Revokes a preview link. Use its id or its token in the path. After that, requests to the link get 404. Sends the event `preview.revoked`.',
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
