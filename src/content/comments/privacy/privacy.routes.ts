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
      config: { permission: 'admin', fieldLimit: 'irrelevant' },
      schema: {
        operationId: 'makePrivacyRequest',
        tags,
        summary: 'Export or erase personal data',
        description: `Exports or erases the data that is stored for an e-mail address. An export returns the comments with their decisions, reports and e-mails. It also returns the ban, and whether the person has unsubscribed from e-mails.
An erasure removes the name, the e-mail address, the website and all identifying hashes from the comments. The threads stay intact. With \`texts: "remove"\`, the texts are also removed, and approved and pending comments become rejected. A comment with replies then stays in its thread without a text.
An erasure cannot be undone. A ban and an unsubscription are kept as keyed hashes of the e-mail address. Imported comments keep the id from the system they came from, so that the next import does not restore them.
The following data cannot be found by e-mail address, so it is neither exported nor erased. Reports and reactions that the person sent are linked to a hash of the network address for two days. Responses to requests with an \`Idempotency-Key\` are stored encrypted for one day. Comments that were imported without an e-mail address, and the log of the server, cannot be searched either.`,
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
          'Returns the exports and erasures of personal data, newest first, with the number of comments in each. Broadsheet does not store whose data was exported or erased.',
        querystring: PrivacyListQuery,
        response: { 200: PrivacyRequestList },
      },
    },
    async (request, reply) => sendPage(request, reply, await privacy.list(request.query), base),
  );
};
