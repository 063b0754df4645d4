import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendPage } from '../../platform/http/index.js';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
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
          'Returns each place where a published article names a person, in the order of headline, standfirst and body. Mentions are found in the background: the list is complete a moment after publication.',
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
        permission: 'content:write',
        sectionLimit: 'checked',
        problems: [overlaps, problems.unknownReference],
      },
      schema: {
        operationId: 'addMention',
        tags,
        summary: 'Create a mention',
        description:
          'Marks a place in the draft copy where a person is named and the automatic search found nobody or the wrong words. The mention is confirmed and pinned: it follows its words when the text changes. Automatic mentions that overlap it are removed; if an editor has confirmed one that overlaps, the response is 409. In a published article, readers see the mention a moment later if the published text has the same words. A name has at most 200 UTF-16 code units.',
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
          'Returns each place in published articles that names a person, with the office that the person held on the day of the article. Mentions in the newest article come first.',
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

/** Changes one mention in the desk view. */
export const mentionRoutes: FastifyPluginAsyncZod<Options> = async (app, { mentions }) => {
  app.patch(
    '/:id',
    {
      config: {
        permission: 'content:write',
        sectionLimit: 'checked',
        problems: [nobodyNamed, problems.unknownReference],
      },
      schema: {
        operationId: 'decideMention',
        tags,
        summary: 'Confirm, reject or reassign a mention',
        description:
          'Confirms or rejects a mention, or says which person is meant. The decision is pinned: it is kept when the article is linked again, and follows its words when the text changes. In a published article, readers see the change immediately. `status: auto` undoes a decision. A mention without a person needs `person`; without it the response is 409.',
        params: MentionRef,
        headers: preconditions,
        body: MentionPatch,
        response: { 200: DeskMention },
      },
    },
    async (request) => mentions.decide(request.actor, request.params.id, request.body, request.headers),
  );
};
