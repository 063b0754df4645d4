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
      config: { permission: 'content:read', ownLimit: 'article' },
      schema: {
        operationId: 'listArticleLocks',
        tags,
        summary: 'List the locks of an article',
        description: 'Returns the lock of an article as a list with one item, or an empty list if it is not locked.',
        params: ArticleRef,
        response: { 200: LockList },
      },
    },
    async (request, reply) => sendPage(request, reply, await locks.list(request.params.ref), base),
  );

  app.post(
    '',
    {
      config: {
        conditionalScopes: [{ scope: 'content:publish', to: 'take over a lock with `force`' }],
        permission: 'content:write',
        fieldLimit: 'irrelevant',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [articleLocked, problems.conflict],
      },
      schema: {
        operationId: 'lockArticle',
        tags,
        summary: 'Lock an article',
        description:
          'Shows other editors that you are working on an article. A lock is advisory: it does not prevent anybody from saving. It ends after `ttlSeconds` unless it is renewed. The response is 201 for a new lock, and 200 if the same token renews its lock. If another token has locked the article, the response is 409 with the name of the holder. To take over its lock, send `force: true`. Sends the event `lock.taken` for a new lock.',
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
      config: {
        conditionalScopes: [{ scope: 'content:publish', to: 'end the lock of another token with `force`' }],
        isUnversioned: true,
        permission: 'content:write',
        fieldLimit: 'irrelevant',
        sectionLimit: 'checked',
        ownLimit: 'article',
        problems: [articleLocked],
      },
      schema: {
        operationId: 'unlockArticle',
        tags,
        summary: 'Unlock an article',
        description:
          'Ends the lock that your token has on an article, and sends the event `lock.released`. If the article is not locked, nothing happens and the response is also 204. If another token has locked it, the response is 409 unless `force` is true.',
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
