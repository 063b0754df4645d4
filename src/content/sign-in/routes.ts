import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Cookie, defineCookie, sessionCookie } from '../../platform/http/index.js';
import { problems } from '../../platform/problems/index.js';
import { UserId } from '../users/index.js';
import { signInFailed, signInLinkInvalid, signInSeconds } from './rules.js';
import {
  BeginQuery,
  CallbackQuery,
  IssuerName,
  LinkRequest,
  LinkUse,
  NewSession,
  NewSignInLink,
  SignOutQuery,
} from './schemas.js';
import type { SignInService } from './service.js';

const tags = ['Sign-in'];

type Options = { signIn: SignInService; publicUrl: string | undefined };

const secondsUntil = (time: string) => Math.floor((Date.parse(time) - Date.now()) / 1000);

/** Sends a response without a body. `null` would be a body in JSON, except in a 204. */
const sendNothing = (reply: { send(payload: never): unknown }) => reply.send(undefined as never) as never;

/** Signs users in and out. No other routes set cookies. */
export const signInRoutes: FastifyPluginAsyncZod<Options> = async (app, { signIn, publicUrl }) => {
  const session: Cookie = sessionCookie(publicUrl);
  const state: Cookie = defineCookie(publicUrl, 'broadsheet-sign-in');
  const hint: Cookie = defineCookie(publicUrl, 'broadsheet-sign-out', '/v1/sign-in/');

  app.get(
    '/sign-in/:name',
    {
      config: { permission: 'public', cache: false, perMinute: 60 },
      schema: {
        operationId: 'beginSignIn',
        tags,
        summary: 'Sign in with an identity provider',
        description:
          'Sends the browser to an OpenID Connect provider. Open this address in the browser instead of reading it with a script. After the sign-in, the provider sends the browser to `GET /v1/sign-in/{name}/callback`.',
        params: IssuerName,
        querystring: BeginQuery,
        response: { 303: z.null() },
      },
    },
    async (request, reply) => {
      const { address, sealedState } = await signIn.beginSignIn(request.params.name, request.query.returnTo);
      state.set(reply, sealedState, signInSeconds);
      return sendNothing(reply.code(303).header('location', address));
    },
  );

  app.get(
    '/sign-in/:name/callback',
    {
      config: { permission: 'public', cache: false, perMinute: 60, problems: [signInFailed] },
      schema: {
        operationId: 'completeSignIn',
        tags,
        summary: 'Complete a sign-in',
        description:
          'Receives the response of the provider, begins a session, and sends the browser to `returnTo`. Register this address as a redirect URI of the client at the provider. The session lasts 12 hours.',
        params: IssuerName,
        querystring: CallbackQuery,
        response: { 303: z.null() },
      },
    },
    async (request, reply) => {
      const query = /\?.*$/s.exec(request.url)?.[0] ?? '';
      const result = await signIn.completeSignIn(request.params.name, query, state.read(request));
      state.clear(reply);
      const seconds = secondsUntil(result.session.expiresAt);
      session.set(reply, result.session.token, seconds);
      if (result.sealedHint === undefined) hint.clear(reply);
      else hint.set(reply, result.sealedHint, seconds);
      return sendNothing(reply.code(303).header('location', result.returnTo));
    },
  );

  app.get(
    '/sign-in/:name/sign-out',
    {
      config: { permission: 'public', cache: false, perMinute: 60, endsSession: true },
      schema: {
        operationId: 'signOutAtProvider',
        tags,
        summary: 'Sign out here and at the identity provider',
        description:
          'Ends the session of the cookie as `DELETE /v1/session` does, and sends the browser to the provider, which ends its own session (OpenID Connect RP-Initiated Logout) and sends the browser to `returnTo`. Open this address in the browser instead of reading it with a script. If the provider announces no `end_session_endpoint`, the browser goes to `returnTo` at once. If a page of another site sends the browser here, the response is 403. If the provider cannot be reached, the response is 503, and only the session here has ended.',
        params: IssuerName,
        querystring: SignOutQuery,
        response: { 303: z.null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const address = await signIn.signOutAtProvider(request.actor, name, request.query.returnTo, hint.read(request));
      session.clear(reply);
      hint.clear(reply);
      return sendNothing(reply.code(303).header('location', address));
    },
  );

  app.post(
    '/sign-in/links',
    {
      config: { permission: 'public', sectionLimit: 'irrelevant', perMinute: 5 },
      schema: {
        operationId: 'requestSignInLink',
        tags,
        summary: 'Request a sign-in link by mail',
        description:
          'Sends a mail with a link to the user with this e-mail address. The link works once, within 15 minutes. The response is always the same, so that it does not show who is a user. It requires a mail server and `SIGN_IN_URL`. A user gets at most one mail per minute.',
        body: LinkRequest,
        response: { 202: z.null() },
      },
    },
    async (request, reply) => {
      signIn.requestLink(request.body.email);
      return sendNothing(reply.code(202));
    },
  );

  app.post(
    '/sign-in/sessions',
    {
      config: {
        permission: 'public',
        sectionLimit: 'irrelevant',
        perMinute: 10,
        beginsSession: true,
        problems: [signInLinkInvalid],
      },
      schema: {
        operationId: 'createSession',
        tags,
        summary: 'Sign in with a link',
        description:
          'Begins a session with the token of a sign-in link, and sets its cookie. The session lasts 12 hours. The link does not work again. If a browser sends the request from a page with another origin than the server and `CORS_ORIGINS`, the response is 403.',
        body: LinkUse,
        response: { 200: NewSession },
      },
    },
    async (request, reply) => {
      const { user, token, expiresAt } = await signIn.useLink(request.actor, request.body.token);
      session.set(reply, token, secondsUntil(expiresAt));
      return reply.send({ user, expiresAt });
    },
  );

  app.delete(
    '/session',
    {
      config: { permission: 'public', sectionLimit: 'irrelevant', isUnversioned: true, problems: [problems.notFound] },
      schema: {
        operationId: 'deleteSession',
        tags,
        summary: 'Sign out',
        description:
          'Ends the session of the cookie, and removes the cookie. Requests with this session are refused from now on, and its event streams end. To end the session at the identity provider too, open `GET /v1/sign-in/{name}/sign-out` in the browser.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await signIn.signOut(request.actor);
      session.clear(reply);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/users/:id/sign-in-links',
    {
      config: { permission: 'admin', problems: [problems.conflict] },
      schema: {
        operationId: 'createSignInLink',
        tags,
        summary: 'Create a sign-in link for a user',
        description:
          'Creates a link with which a user can sign in once, within seven days. Use it to invite users if there is neither an identity provider nor a mail server. Whoever has the link can sign in as this user, so pass it on in a safe way. The audit log records who created it.',
        params: UserId,
        response: { 201: NewSignInLink },
      },
    },
    async (request, reply) => reply.code(201).send(await signIn.createLink(request.actor, request.params.id)),
  );
};
