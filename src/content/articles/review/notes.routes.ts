import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendPage } from '../../../platform/http/index.js';
import { ArticleRef } from '../query.schemas.js';
import type { ArticleService } from '../service.js';
import {
  ArticleNote,
  ArticleNoteInput,
  ArticleNoteList,
  ArticleNoteListQuery,
  ArticleNoteRef,
} from './notes.schemas.js';

const tags = ['Articles'];

type Options = { notes: ArticleService['notes']; base: string };

/** The routes of the internal notes on one article. */
export const articleNoteRoutes: FastifyPluginAsyncZod<Options> = async (app, { notes, base }) => {
  app.get(
    '',
    {
      config: { permission: 'content:read', ownLimit: 'article' },
      schema: {
        operationId: 'listArticleNotes',
        tags,
        summary: 'List the notes on an article',
        description:
          'Returns the internal notes on an article and the steps of its review, newest first. The public never sees them.',
        params: ArticleRef,
        querystring: ArticleNoteListQuery,
        response: { 200: ArticleNoteList },
      },
    },
    async (request, reply) => sendPage(request, reply, await notes.list(request.params.ref, request.query), base),
  );

  app.post(
    '',
    {
      config: { permission: 'content:write', sectionLimit: 'checked', ownLimit: 'article', fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'addArticleNote',
        tags,
        summary: 'Add a note to an article',
        description:
          'Adds an internal note to an article in any state. The version of the article does not change. Sends the event `article.noted`, which does not contain the text.',
        params: ArticleRef,
        body: ArticleNoteInput,
        response: { 201: ArticleNote },
      },
    },
    async (request, reply) => {
      const { ref } = request.params;
      const note = await notes.create(request.actor, ref, request.body);
      return reply.code(201).header('location', `${base}/v1/articles/${ref}/notes`).send(note);
    },
  );

  app.delete(
    '/:id',
    {
      config: {
        conditionalScopes: [{ scope: 'content:publish', to: 'delete a note that somebody else wrote' }],
        isUnversioned: true,
        permission: 'content:write',
        sectionLimit: 'checked',
        ownLimit: 'article',
        fieldLimit: 'irrelevant',
      },
      schema: {
        operationId: 'deleteArticleNote',
        tags,
        summary: 'Delete a note on an article',
        description:
          'Deletes a note that you wrote. With the scope `content:publish`, you can delete any note. A step of the review stays in the list, without its text. Sends the event `article.note-deleted`.',
        params: ArticleNoteRef,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await notes.remove(request.actor, request.params.ref, request.params.id);
      return reply.code(204).send(null);
    },
  );
};
