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
        summary: 'List who is named in an article, and where',
        description:
          'Returns each place where a published article names a person, in the order of its headline, standfirst and body. The list is complete a moment after the publication.',
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
      config: { permission: 'content:write', problems: [overlaps, problems.unknownReference] },
      schema: {
        operationId: 'addMention',
        tags,
        summary: 'Say who is named at a place',
        description:
          'A mention in the working copy that was not found, or not whole. It is confirmed and pinned: it follows its words when the text changes.',
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
        summary: 'List where a person is named',
        description:
          'Each place in the published stories, the newest story first, with the office that the person held on its day.',
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
      config: { permission: 'content:write', problems: [nobodyNamed, problems.unknownReference] },
      schema: {
        operationId: 'decideMention',
        tags,
        summary: 'Confirm, reject or reassign a mention',
        description:
          'What an editor has decided is pinned: it survives linking the story again and follows its words when the text changes. Where the story is live, the public sees it at once. `status: auto` takes a decision back.',
        params: MentionRef,
        headers: preconditions,
        body: MentionPatch,
        response: { 200: DeskMention },
      },
    },
    async (request) => mentions.decide(request.actor, request.params.id, request.body, request.headers),
  );
};
