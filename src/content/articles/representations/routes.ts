import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sendItemOrRedirect } from '../../../platform/http/index.js';
import { problems } from '../../../platform/problems/index.js';
import { articleGone } from '../publishing/kill.rules.js';
import { ArticleRef } from '../query.schemas.js';
import type { ArticleService } from '../service.js';
import { NewsArticle } from './json-ld.schemas.js';
import { NinjsItem } from './ninjs.schemas.js';
import { formPaths, JSON_LD, MARKDOWN, MarkdownText, NINJS, type OtherForm } from './schemas.js';

type Form = {
  type: OtherForm;
  operationId: string;
  summary: string;
  description: string;
  schema: z.ZodType;
};

const NoParameters = z.strictObject({});

const forms: readonly Form[] = [
  {
    type: JSON_LD,
    operationId: 'getArticleAsJsonLd',
    summary: 'Get an article as JSON-LD',
    description: 'Returns a published article as a schema.org NewsArticle in JSON-LD, for search engines.',
    schema: NewsArticle,
  },
  {
    type: NINJS,
    operationId: 'getArticleAsNinjs',
    summary: 'Get an article as ninjs',
    description: 'Returns a published article as ninjs 3.1, the JSON format of the IPTC for exchanging news.',
    schema: NinjsItem,
  },
  {
    type: MARKDOWN,
    operationId: 'getArticleAsMarkdown',
    summary: 'Get an article as Markdown',
    description: 'Returns a published article as Markdown, with its fields as YAML front matter.',
    schema: MarkdownText,
  },
];

/** The other forms of a published article, at addresses of their own. */
export async function articleFormRoutes(
  app: FastifyInstance,
  { articles, base }: { articles: ArticleService; base: string },
): Promise<void> {
  for (const { type, operationId, summary, description, schema } of forms)
    app.get<{ Params: { ref: string } }>(
      `/:ref${formPaths[type]}`,
      {
        config: {
          permission: 'public',
          cache: { kind: 'article', of: 'articles' },
          hasLinks: true,
          redirects: true,
          problems: [articleGone, problems.textTooComplex],
        },
        schema: {
          operationId,
          tags: ['Articles'],
          summary,
          description: `${description} A former slug redirects to the current one. The \`Link\` header contains the addresses of the article in other formats.`,
          params: ArticleRef,
          querystring: NoParameters,
          response: { 200: { content: { [type]: { schema } } } },
        },
      },
      async (request, reply) => {
        const query = { view: 'public', bodyFormat: 'html' } as const;
        return sendItemOrRedirect(request, reply, await articles.get(request.params.ref, query, type), base);
      },
    );
}
