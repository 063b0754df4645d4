import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { articleLocked } from './rules.js';
import { ArticleRef, Lock, LockInput, LockList, ReleaseQuery } from './schemas.js';
import type { LockService } from './service.js';

const tags = ['Articles'];

/** Reads, acquires and releases the lock of one article. */
export const articleLockRoutes: FastifyPluginAsyncZod<{ locks: LockService; base: string }> = async (
  app,
  { locks, base },
) => {
  app.get(
    '',
    {
      config: { permission: 'content:read' },
      schema: {
        operationId: 'listArticleLocks',
        tags,
        summary: 'See who works on an article',
        description: 'The lock that holds just now, or none.',
        params: ArticleRef,
        response: { 200: LockList },
      },
    },
    async (request, reply) => sendPage(request, reply, await locks.list(request.params.ref), base),
  );

  app.post(
    '',
    {
      config: { permission: 'content:write', problems: [articleLocked, problems.conflict] },
      schema: {
        operationId: 'lockArticle',
        tags,
        summary: 'Say that one works on an article',
        description:
          'Others see who works on it, and get 409 with the name when they ask for the lock themselves; saving is refused to nobody. Asked for again under the same token it is renewed (200). It ends by itself.',
        params: ArticleRef,
        body: LockInput,
        response: { 200: Lock, 201: Lock },
      },
    },
    async (request, reply) => {
      const { ref } = request.params;
      const { lock, isNew } = await locks.acquire(request.actor, ref, request.body);
      return isNew ? reply.code(201).header('location', `${base}/v1/articles/${ref}/locks`).send(lock) : lock;
    },
  );

  app.delete(
    '',
    {
      config: { isUnversioned: true, permission: 'content:write', problems: [articleLocked] },
      schema: {
        operationId: 'unlockArticle',
        tags,
        summary: 'Let go of an article',
        description: 'Ends the lock that one has; one that has ended already is no mistake.',
        params: ArticleRef,
        querystring: ReleaseQuery,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await locks.release(request.actor, request.params.ref, request.query.force === 'true');
      return reply.code(204).send(null);
    },
  );
};
