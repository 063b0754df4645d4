import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../../platform/http/index.js';
import { PrivacyInput, PrivacyListQuery, PrivacyRequestList, PrivacyResult } from './privacy.schemas.js';
import type { CommentPrivacy } from './privacy.service.js';

const tags = ['Comments'];

/** Answers the privacy requests of authors: export and erasure of their personal data. */
export const privacyRoutes: FastifyPluginAsyncZod<{ privacy: CommentPrivacy; base: string }> = async (
  app,
  { privacy, base },
) => {
  app.post(
    '',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'makePrivacyRequest',
        tags,
        summary: 'Hand out or erase what is kept of a person',
        description: `By their e-mail address: comments under it with all that was decided, reported and mailed of each, a ban, and whether they want no mail.
An erasure takes name, address, website and every hash by which they are known from their comments, and leaves the threads whole; with \`texts: "remove"\` the texts go as well, and where others answer one, its place stays.
It cannot be undone. A ban stays, and so does the wish for no mail: both are keyed hashes. Comments that were imported stay known by their names there, so that the next import does not bring them back.
Not to be found by an address: reports and reactions of theirs on comments of others, which are known for two days by a key of the network address; comments that were imported without it; answers kept for an \`Idempotency-Key\`, sealed, for a day; the log of the server.`,
        body: PrivacyInput,
        response: { 201: PrivacyResult },
      },
    },
    async (request, reply) => {
      const result = await privacy.ask(request.actor, request.body);
      return reply.code(201).header('location', `${base}/v1/privacy/requests`).send(result);
    },
  );

  app.get(
    '',
    {
      config: { permission: 'admin' },
      schema: {
        operationId: 'listPrivacyRequests',
        tags,
        summary: 'List what was handed out and erased',
        description: 'When, by whom and how many comments, the newest first; nowhere is it kept whose they were.',
        querystring: PrivacyListQuery,
        response: { 200: PrivacyRequestList },
      },
    },
    async (request, reply) => sendPage(request, reply, await privacy.list(request.query), base),
  );
};
