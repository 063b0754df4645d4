import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { UnsubscribeQuery } from './notices.schemas.js';
import type { CommentNotices } from './notices.service.js';

/** The maximum size of the body of an RFC 8058 request, in bytes. Its content is always the same. */
const maxFormBytes = 2_048;

const style =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit}';

/**
 * The page may load nothing but this style and submit a form only to this server. The Referer header would reveal the
 * token in the address, so it is not sent.
 */
const securityHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
};

const renderPage = (body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>E-mails about comments</title>
<style>${style}</style>
<h1>E-mails about comments</h1>
${body}
</html>
`;

const confirmationFormPage = renderPage(`<p>Do you want to stop e-mails about replies to your comments?</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>`);
const unsubscribedPage = renderPage('<p>You are unsubscribed. You will receive no more e-mails about comments.</p>');

const sendPage = (reply: FastifyReply, html: string) =>
  reply.code(200).headers(securityHeaders).type('text/html; charset=utf-8').send(html);

/**
 * Returns whether the client prefers HTML: the Accept header names text/html, and gives no other media type a higher
 * weight (RFC 9110, section 12.5.1).
 */
function prefersHtml(accept: string | undefined): boolean {
  let [htmlWeight, otherWeight] = [0, 0];
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1) || 0;
    if (type === 'text/html') htmlWeight = Math.max(htmlWeight, weight);
    else otherWeight = Math.max(otherWeight, weight);
  }
  return htmlWeight > 0 && htmlWeight >= otherWeight;
}

/**
 * Lets readers unsubscribe from e-mails about comments. Mail programs send one POST request (RFC 8058); people open a
 * page with a form that sends it.
 */
export const commentNoticeRoutes: FastifyPluginAsyncZod<{ notices: CommentNotices }> = async (app, { notices }) => {
  // Mail programs send one of these media types. The body is ignored, because the method and the address say
  // everything.
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'string', bodyLimit: maxFormBytes },
    (_request, _body, callback) => callback(null, undefined),
  );

  // GET changes nothing, because mail scanners follow links. Only the form on the page unsubscribes.
  app.get(
    '',
    { config: { permission: 'public' }, schema: { hide: true, querystring: UnsubscribeQuery } },
    async (request, reply) => {
      notices.checkToken(request.query.token);
      return sendPage(reply, confirmationFormPage);
    },
  );

  app.post(
    '',
    {
      config: { permission: 'public', sectionLimit: 'irrelevant' },
      schema: {
        operationId: 'unsubscribeFromComments',
        tags: ['Comments'],
        summary: 'Unsubscribe from comment e-mails',
        description:
          'Stops all e-mails about comments to one reader. The `List-Unsubscribe` header of each e-mail contains the address of this operation with the token (RFC 8058, one click). E-mail programs send a form as the request body. The body is optional and ignored, and it can have up to 2 KiB. Unsubscribing again changes nothing. The response is 204, or an HTML page if `Accept` prefers text/html. A `GET` request to the same address shows a form and changes nothing.',
        querystring: UnsubscribeQuery,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await notices.unsubscribe(request.query.token);
      if (prefersHtml(request.headers.accept)) return sendPage(reply as FastifyReply, unsubscribedPage);
      return reply.code(204).send(null);
    },
  );
};
