import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { PersonQuoteList, PersonQuotesQuery } from './quote.schemas.js';
import { nobodyNamed, overlaps } from './rules.js';
import {
  ArticleMentionsQuery,
  ArticleRef,
  DeskMention,
  MentionInput,
  MentionList,
  MentionPatch,
  MentionRef,
  PersonMentionList,
  PersonMentionsQuery,
  PersonRef,
} from './schemas.js';
import type { MentionService } from './service.js';

const tags = ['Mentions'];

type Options = { mentions: MentionService; base: string };

/** Lists and adds the mentions of one article. */
export const articleMentionRoutes: FastifyPluginAsyncZod<Options> = async (app, { mentions, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'article', of: 'articles' } },
      schema: {
        operationId: 'listArticleMentions',
        tags,
        summary: 'List the mentions in an article',
        description:
          'Returns the mentions of people in a published article. Mentions in the headline come first, then those in the standfirst and in the body. Mentions are found in the background, so the list is complete a moment after publication.',
        params: ArticleRef,
        querystring: ArticleMentionsQuery,
        response: { 200: MentionList },
      },
    },
    async (request, reply) => {
      const page = await mentions.listByArticle(request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );

  app.post(
    '',
    {
      config: {
        conditionalScopes: [
          { scope: 'directory:write', to: 'mark a mention in an article that is published or scheduled' },
        ],
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        problems: [overlaps, problems.unknownReference],
      },
      schema: {
        operationId: 'addMention',
        tags,
        summary: 'Create a mention',
        description:
          'Creates a mention of a person in the draft copy. Use it if the automatic search did not find the person, or marked the wrong words. The new mention is confirmed and pinned. When the text changes, the mention moves with its words. Automatic mentions that overlap the new mention are removed. If the new mention overlaps a mention that an editor has confirmed, the response is 409. If the article is published and its published text has the same words, readers see the mention a moment later. A name has at most 200 UTF-16 code units.',
        params: ArticleRef,
        body: MentionInput,
        response: { 201: DeskMention },
      },
    },
    async (request, reply) => {
      const mention = await mentions.add(request.actor, request.params.ref, request.body);
      return reply
        .code(201)
        .header('location', `${base}/v1/desk/articles/${request.params.ref}/mentions`)
        .send(mention);
    },
  );
};

/** Lists the mentions of one person. */
export const personMentionRoutes: FastifyPluginAsyncZod<Options> = async (app, { mentions, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'list', of: 'people' } },
      schema: {
        operationId: 'listPersonMentions',
        tags,
        summary: 'List the mentions of a person',
        description:
          'Returns the mentions of a person in published articles, with the office that the person held on the day of the article. Mentions in the newest article come first.',
        params: PersonRef,
        querystring: PersonMentionsQuery,
        response: { 200: PersonMentionList },
      },
    },
    async (request, reply) => {
      const page = await mentions.listByPerson(request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );
};

/** Lists the quotations of one person. */
export const personQuoteRoutes: FastifyPluginAsyncZod<Options> = async (app, { mentions, base }) => {
  app.get(
    '',
    {
      config: { permission: 'public', cache: { kind: 'list', of: 'people' } },
      schema: {
        operationId: 'listPersonQuotes',
        tags,
        summary: 'List the quotes of a person',
        description:
          'Returns what a person says in published articles, word for word, with the article and the verb of speech. Quotes in the newest article come first. Quotations that no verb of speech connects with a name are not included.',
        params: PersonRef,
        querystring: PersonQuotesQuery,
        response: { 200: PersonQuoteList },
      },
    },
    async (request, reply) => {
      const page = await mentions.listQuotes(request.params.ref, request.query);
      return sendPage(request, reply, page, base);
    },
  );
};

/** Changes one mention in the desk view. */
export const mentionRoutes: FastifyPluginAsyncZod<Options> = async (app, { mentions }) => {
  app.patch(
    '/:id',
    {
      config: {
        conditionalScopes: [
          { scope: 'directory:write', to: 'decide on a mention in an article that is published or scheduled' },
        ],
        permission: 'content:write',
        fieldLimit: 'checked',
        sectionLimit: 'checked',
        problems: [nobodyNamed, problems.unknownReference],
      },
      schema: {
        operationId: 'decideMention',
        tags,
        summary: 'Confirm, reject or reassign a mention',
        description:
          'Confirms or rejects a mention, or sets the person who is meant. The mention becomes pinned: it is kept when the article is searched for people again. When the text changes, the mention moves with its words. In a published article, readers see the change immediately. `status: auto` undoes a decision. If the mention has no person yet and you do not send `person`, the response is 409.',
        params: MentionRef,
        headers: preconditions,
        body: MentionPatch,
        response: { 200: DeskMention },
      },
    },
    async (request) => mentions.decide(request.actor, request.params.id, request.body, request.headers),
  );
};
