import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import {
  articleFormRoutes,
  articleNoteRoutes,
  articleReviewRoutes,
  articleRevisionRoutes,
  articleRoutes,
  articleStateRoutes,
  deskArticleRoutes,
  deskPersonArticleRoutes,
  personArticleRoutes,
  siteOf,
} from './content/articles/index.js';
import { auditRoutes } from './content/audit/index.js';
import {
  articleCommentRoutes,
  commentModerationRoutes,
  commentNoticeRoutes,
  commentPolicyRoutes,
  commentReaderRoutes,
  commentRoutes,
  commentWordAndBanRoutes,
  deskArticleCommentRoutes,
  deskCommentRoutes,
  privacyRoutes,
} from './content/comments/index.js';
import {
  articleCorrectionRoutes,
  correctionRoutes,
  deskArticleCorrectionRoutes,
  deskCorrectionRoutes,
} from './content/corrections/index.js';
import { deskListRoutes, listRoutes } from './content/lists/index.js';
import { articleLockRoutes } from './content/locks/index.js';
import {
  articleMentionRoutes,
  deskArticleMentionRoutes,
  mentionRoutes,
  personMentionRoutes,
  personQuoteRoutes,
} from './content/mentions/index.js';
import { deskPersonRoutes, personMergeRoutes, personRoutes } from './content/people/index.js';
import { articlePreviewRoutes, previewRoutes } from './content/previews/index.js';
import { roleRoutes } from './content/roles/index.js';
import { deskSectionRoutes, sectionRoutes } from './content/sections/index.js';
import { signInRoutes } from './content/sign-in/index.js';
import { meRoutes, tokenRoutes } from './content/tokens/index.js';
import { userRoutes } from './content/users/index.js';
import { bulkRoutes } from './flows/bulk/index.js';
import { changeRoutes } from './flows/changes/index.js';
import { commentExportRoutes, commentExports } from './flows/comments-export/index.js';
import { articleExports, exportRoutes } from './flows/exports/index.js';
import { feedRoutes, sitemapRoutes } from './flows/feeds/index.js';
import { importRoutes } from './flows/import-jobs/index.js';
import { linkingRoutes } from './flows/mentions/index.js';
import { deliveryRoutes, webhookPing, webhookRoutes } from './flows/webhooks/index.js';
import type { Newsroom } from './newsroom.js';
import { createMemoryCache, type MemoryCache } from './platform/cache/index.js';
import type { Config } from './platform/config.js';
import {
  type ApiDescription,
  createHttpApp,
  entryPointRoutes,
  healthRoutes,
  registerDocumentation,
} from './platform/http/index.js';
import type { Idempotency } from './platform/idempotency/index.js';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  version: string;
};

const description: ApiDescription = {
  title: 'Broadsheet',
  version,
  summary: 'A headless CMS for newsrooms: articles, sections, named people and comments.',
  text: `You need no token to read published content. Editing requires a token: send it as
\`Authorization: Bearer <token>\`. Drafts are below \`/v1/desk\`. Published content is the same with and without a
token.

To name a section, person or article in a request, send its id or its slug. A list has the form \`{ data, page }\`, and
\`page\` contains cursors. The parameter \`fields\` limits a response to the properties that you name. The response then
contains only these properties, even if the schema requires others. Every response with a single resource has a strong
ETag. Send the ETag as \`If-None-Match\` to avoid reading an unchanged resource again, or as \`If-Match\` to avoid
overwriting the change of somebody else. Send an \`Idempotency-Key\` to make a POST safe to repeat. Every error is an RFC
9457 problem document with a stable \`code\`. Its \`type\` is the address of a page that explains the problem. An empty
query parameter is treated as missing.

Every response has the headers \`X-Request-Id\` and \`Cache-Control\`. \`X-Request-Id\` is the id of the request in logs.
Ignore properties of responses that you do not know, because a later version may add properties.`,
  tags: [
    {
      name: 'Articles',
      description: 'Articles. Editors work on the draft copy of an article, and readers see its publication.',
      guide: 'desk',
    },
    { name: 'Sections', description: 'The tree of sections to which articles belong.', guide: 'front-end' },
    {
      name: 'People',
      description: 'The directory of named people, with their names, aliases and roles over time.',
      guide: 'named-people',
    },
    {
      name: 'Comments',
      description: "Readers' comments, their moderation, and the policies that apply to them.",
      guide: 'moderation',
    },
    {
      name: 'Mentions',
      description: 'Mentions of people in articles. They are found automatically, and editors confirm or reject them.',
      guide: 'named-people',
    },
    {
      name: 'Corrections',
      description: 'Notes that tell readers what was wrong in a published article.',
      guide: 'corrections',
    },
    {
      name: 'Lists',
      description: 'Articles in an order that editors choose, such as a front page.',
      guide: 'front-pages',
    },
    { name: 'Feeds', description: 'Published articles for feed readers and search engines.', guide: 'feeds' },
    { name: 'Imports', description: 'Import articles from files, and run operations in bulk.', guide: 'importing' },
    {
      name: 'Changes',
      description: 'The log of changes, as pages or as a stream of Server-Sent Events.',
      guide: 'changes',
    },
    {
      name: 'Webhooks',
      description: 'Signed HTTP requests that notify other systems of events. Each event is sent at least once.',
      guide: 'webhooks',
    },
    { name: 'Sign-in', description: 'Sign in at an identity provider or with a link, and sign out.', guide: 'sign-in' },
    { name: 'Users', description: 'The staff of the newsroom, and their roles.', guide: 'staff' },
    { name: 'Tokens', description: 'Access tokens and their scopes.', guide: 'scripting' },
    { name: 'Audit', description: 'The log of who did what, when, and from where.', guide: 'changes' },
    { name: 'Health', description: 'Health checks for the operators of the server.', guide: 'operating' },
  ],
};

type AppOptions = {
  config: Config;
  newsroom: Newsroom;
  idempotency: Idempotency;
  /** Caches public responses. Without it, each response is computed for its request. */
  cache?: MemoryCache;
  logger?: FastifyServerOptions['logger'];
};

/** Creates the HTTP server of the newsroom with all its routes. It does not listen yet. */
export async function createApp({
  config,
  newsroom,
  idempotency,
  cache = createMemoryCache({ maxBytes: 0 }),
  logger,
}: AppOptions): Promise<FastifyInstance> {
  const { sections, people, articles, comments, corrections, lists, mentions, feeds, sitemaps } = newsroom;
  const { linking: linkingService } = newsroom;
  const { imports, bulk, users, roles, signIn, tokens, changes, audit, webhooks, locks, previews } = newsroom;
  const base = config.publicUrl ?? '';
  const app = await createHttpApp({
    logger,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    rateLimit: config.rateLimit,
    cache,
    cachePolicy: config.cachePolicy,
    authenticate: signIn.authenticate,
    isOwnArticle: articles.isOwn,
    beforePublicRead: articles.duePlans.settle,
    onRefusal: audit.recordRefusal,
    description,
    messages: [...newsroom.eventDefinitions, webhookPing],
  });
  idempotency.install(app);

  await app.register(articleRoutes, { prefix: '/v1/articles', articles, base });
  await app.register(articleFormRoutes, { prefix: '/v1/articles', articles, base });
  await app.register(articleStateRoutes, { prefix: '/v1/articles', articles });
  await app.register(articleRevisionRoutes, { prefix: '/v1/articles/:ref', revisions: articles.revisions, base });
  await app.register(articleReviewRoutes, { prefix: '/v1/articles/:ref', review: articles.review });
  await app.register(articleNoteRoutes, { prefix: '/v1/articles/:ref/notes', notes: articles.notes, base });
  await app.register(articleLockRoutes, { prefix: '/v1/articles/:ref/locks', locks, base });
  await app.register(articlePreviewRoutes, { prefix: '/v1/articles/:ref/previews', previews, base });
  await app.register(previewRoutes, { prefix: '/v1/previews', previews });
  await app.register(articleCommentRoutes, { prefix: '/v1/articles/:ref/comments', comments, base });
  await app.register(commentPolicyRoutes, { prefix: '/v1', policies: comments.policies });
  await app.register(commentWordAndBanRoutes, { prefix: '/v1', policies: comments.policies, base });
  await app.register(commentModerationRoutes, { prefix: '/v1', comments });
  await app.register(commentReaderRoutes, { prefix: '/v1/comments', comments });
  await app.register(privacyRoutes, { prefix: '/v1/privacy/requests', privacy: comments.privacy, base });
  await app.register(commentNoticeRoutes, { prefix: '/v1/comment-unsubscribes', notices: comments.notices });
  await app.register(commentRoutes, { prefix: '/v1/comments', comments });
  await app.register(commentExportRoutes, {
    prefix: '/v1/comment-exports',
    exports: commentExports({ comments, base }),
  });
  await app.register(exportRoutes, {
    prefix: '/v1/exports',
    exports: articleExports({ articles, site: siteOf(config) }),
  });
  await app.register(bulkRoutes, { prefix: '/v1/bulk', bulk });
  await app.register(importRoutes, { prefix: '/v1/imports', imports, base });
  await app.register(sectionRoutes, { prefix: '/v1/sections', sections, base });
  await app.register(personRoutes, { prefix: '/v1/people', people, base });
  await app.register(personMergeRoutes, { prefix: '/v1/people', people });
  await app.register(articleCorrectionRoutes, { prefix: '/v1/articles/:ref/corrections', corrections, base });
  await app.register(correctionRoutes, { prefix: '/v1/corrections', corrections, base });
  await app.register(listRoutes, { prefix: '/v1/lists', lists, base });
  await app.register(articleMentionRoutes, { prefix: '/v1/articles/:ref/mentions', mentions, base });
  await app.register(personMentionRoutes, { prefix: '/v1/people/:ref/mentions', mentions, base });
  await app.register(personQuoteRoutes, { prefix: '/v1/people/:ref/quotes', mentions, base });
  await app.register(linkingRoutes, { prefix: '/v1', linkingService });
  await app.register(mentionRoutes, { prefix: '/v1/mentions', mentions, base });
  await app.register(personArticleRoutes, { prefix: '/v1/people/:ref/articles', articles, base });
  await app.register(feedRoutes, { prefix: '/v1/feeds', feeds });
  await app.register(sitemapRoutes, { sitemaps });
  await app.register(changeRoutes, { prefix: '/v1', changes, base, view: 'public' });
  await app.register(deskSectionRoutes, { prefix: '/v1/desk/sections', sections, base });
  await app.register(deskPersonRoutes, { prefix: '/v1/desk/people', people, base });
  await app.register(deskArticleRoutes, { prefix: '/v1/desk/articles', articles, base });
  await app.register(deskArticleCommentRoutes, { prefix: '/v1/desk/articles/:ref/comments', comments, base });
  await app.register(deskArticleCorrectionRoutes, { prefix: '/v1/desk/articles/:ref/corrections', corrections, base });
  await app.register(deskArticleMentionRoutes, { prefix: '/v1/desk/articles/:ref/mentions', mentions, base });
  await app.register(deskPersonArticleRoutes, { prefix: '/v1/desk/people/:ref/articles', articles, base });
  await app.register(deskCommentRoutes, { prefix: '/v1/desk/comments', comments, base });
  await app.register(deskCorrectionRoutes, { prefix: '/v1/desk/corrections', corrections, base });
  await app.register(deskListRoutes, { prefix: '/v1/desk/lists', lists, base });
  await app.register(changeRoutes, { prefix: '/v1/desk', changes, base, view: 'desk' });
  await app.register(auditRoutes, { prefix: '/v1/audit', audit, base });
  await app.register(userRoutes, { prefix: '/v1/users', users, base });
  await app.register(signInRoutes, { prefix: '/v1', signIn, publicUrl: config.publicUrl });
  await app.register(roleRoutes, { prefix: '/v1/roles', roles, base });
  await app.register(tokenRoutes, { prefix: '/v1/tokens', tokens, base });
  await app.register(webhookRoutes, { prefix: '/v1/webhooks', webhooks, base });
  await app.register(deliveryRoutes, { prefix: '/v1/webhooks/:id', webhooks, base });
  await app.register(meRoutes, { prefix: '/v1/me' });
  await app.register(entryPointRoutes, { base, name: description.title, version });
  await app.register(healthRoutes, { prefix: '/health', check: newsroom.checkReadiness });
  registerDocumentation(app, { root });
  return app;
}
