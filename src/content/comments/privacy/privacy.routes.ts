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
        summary: 'Export or erase personal data',
        description: `Exports or erases the data that is stored for an e-mail address. An export returns all comments with their decisions, reports and notices, the ban, and whether the person has unsubscribed from e-mails.
An erasure removes the name, the e-mail address, the website and all identifying hashes from the comments and keeps the threads intact. With \`texts: "remove"\` the texts are removed as well, and approved and pending comments become rejected; the place of a comment with replies stays.
An erasure cannot be undone. A ban and an unsubscription are kept, both as keyed hashes. Imported comments keep the id that they have in their source, so that the next import does not restore them.
Some data cannot be found by e-mail address: reports of and reactions to comments of others, which are kept for two days with a hash of the network address; comments that were imported without an address; responses that are stored encrypted for one day for an \`Idempotency-Key\`; and the log of the server.`,
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
        summary: 'List privacy requests',
        description:
          'Returns the exports and erasures of personal data, newest first, with the number of comments. It is not stored whose data it was.',
        querystring: PrivacyListQuery,
        response: { 200: PrivacyRequestList },
      },
    },
    async (request, reply) => sendPage(request, reply, await privacy.list(request.query), base),
  );
};
