import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { apiDescription } from './api-description.js';
import {
  articleFormRoutes,
  articleNoteRoutes,
  articleReviewRoutes,
  articleRevisionRoutes,
  articleRoutes,
  articleStateRoutes,
  assetUsageRoutes,
  deskArticleRoutes,
  deskPersonArticleRoutes,
  personArticleRoutes,
  siteOf,
} from './content/articles/index.js';
import {
  assetRoutes,
  deskAssetRoutes,
  deskFileRoutes,
  mediaRoutes,
  resumableUploadRoutes,
} from './content/assets/index.js';
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
import { createHttpApp, entryPointRoutes, healthRoutes, registerDocumentation } from './platform/http/index.js';
import type { Idempotency } from './platform/idempotency/index.js';

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
  const { assets, sections, people, articles, comments, corrections, lists, mentions, feeds, sitemaps } = newsroom;
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
    beforePublicRead: newsroom.carryOutDuePlans,
    onRefusal: audit.recordRefusal,
    description: apiDescription,
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
  await app.register(assetRoutes, { prefix: '/v1/assets', assets, base });
  await app.register(resumableUploadRoutes, { prefix: '/v1/assets/uploads', uploads: assets.resumableUploads, base });
  await app.register(assetUsageRoutes, { prefix: '/v1/assets/:id/usages', articles, base });
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
  await app.register(deskAssetRoutes, { prefix: '/v1/desk/assets', assets, base });
  await app.register(deskFileRoutes, { prefix: '/v1/desk/assets', assets });
  await app.register(mediaRoutes, { prefix: '/media', assets, cache });
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
  await app.register(entryPointRoutes, { base, name: apiDescription.title, version: apiDescription.version });
  await app.register(healthRoutes, { prefix: '/health', check: newsroom.checkReadiness });
  registerDocumentation(app, { root: new URL('..', import.meta.url) });
  return app;
}
