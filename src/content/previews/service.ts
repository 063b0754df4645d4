import { v7 as uuid } from 'uuid';
import { type Actor, hasScope, requireReadableFields } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database, Reader } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { convert } from '../../platform/rich-text/index.js';
import { requireSectionAccess } from '../section-limits/index.js';
import { previewEvents } from './events.js';
import { checkPreviewable, expiryOf } from './rules.js';
import type { NewPreview, Preview, PreviewInput, PreviewListQuery, PreviewQuery } from './schemas.js';
import { previewStore } from './store.js';
import { hashOf, newToken } from './token.js';

type Dependencies = {
  database: Database;
  events: Events;
  articles: { find(reader: Reader, ref: string): Promise<{ id: string } | undefined> };
  /** The base URL of this server, without a trailing slash. */
  base: string;
  /** The address below which the renditions of assets are. */
  mediaUrl: string;
};

const dayMs = 24 * 60 * 60 * 1000;
/** How long expired links are listed, and how often old ones are deleted, in milliseconds. */
const expiryTimes = { retentionMs: 30 * dayMs, intervalMs: dayMs / 4 };
const batchSize = 500;

/** Manages preview links. A link shows one revision of an article to everybody who has it, and nothing else. */
export function previewService({ database, events, articles, base, mediaUrl }: Dependencies) {
  const store = previewStore(database, mediaUrl);

  async function list(ref: string, query: PreviewListQuery): Promise<Page<Preview>> {
    const page = await store.list(ref, query);
    if (page.data.length === 0 && (await articles.find(database, ref)) === undefined)
      throw problems.notFound('The article does not exist.');
    return page;
  }

  function create(actor: Actor, ref: string, input: PreviewInput): Promise<NewPreview> {
    requireReadableFields(actor, 'articles', 'all', 'A preview shows all fields of an article.');
    requireReadableFields(actor, 'people', ['roles'], 'A preview shows the offices of people.');
    const now = new Date();
    const expiresAt = expiryOf(input, now);
    const token = newToken();
    return database.transaction(actor, async (tx) => {
      const article = await store.findPreviewable(tx, ref, input.revision);
      if (article === undefined) throw problems.notFound('The article does not exist.');
      await requireSectionAccess(tx, actor, { articleIds: [article.id], copies: 'draft' });
      const byPublisher = hasScope(actor, 'content:publish');
      checkPreviewable(article, byPublisher, now);
      const { id: articleId, revision } = article;
      if (revision === null) {
        const detail = `The article has no revision ${input.revision}.`;
        throw problems.unknownReference(detail, {
          errors: [{ pointer: '/revision', code: 'unknown-revision', detail }],
        });
      }
      const about = { id: uuid(), articleId, revision, name: input.name ?? null, createdBy: actor.name };
      await store.create(tx, { ...about, hash: hashOf(token), byPublisher, createdAt: now, expiresAt });
      const payload = { id: about.id, articleId, revision, expiresAt: expiresAt.toISOString() };
      await events.append(tx, previewEvents.created, { subjectId: articleId, payload, actor });
      return {
        ...about,
        createdAt: now.toISOString(),
        expiresAt: payload.expiresAt,
        openedCount: 0,
        lastOpenedAt: null,
        token,
        url: `${base}/v1/previews/${token}`,
      };
    });
  }

  /**
   * Revokes a link.
   *
   * @param ref the id of the link, or its token for somebody who found a leaked link
   * @throws not-found
   */
  function revoke(actor: Actor, ref: string): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const preview = await store.remove(tx, { ref: ref.toLowerCase(), hash: hashOf(ref) });
      if (preview === undefined) throw noSuchLink();
      await requireSectionAccess(tx, actor, { articleIds: [preview.articleId], copies: 'draft' });
      const { id, articleId, revision, expiresAt } = preview;
      const payload = { id, articleId, revision, expiresAt };
      await events.append(tx, previewEvents.revoked, { subjectId: articleId, payload, actor });
    });
  }

  /**
   * Returns the revision that a link shows, as JSON.
   *
   * @throws not-found, with the same message for unknown, expired and revoked links and for links that show nothing now
   */
  async function open(token: string, query: PreviewQuery): Promise<string> {
    const json = await store.open(hashOf(token), new Date(), query);
    if (json === undefined) throw noSuchLink();
    if (query.bodyFormat !== 'markdown') return json;
    const article = JSON.parse(json) as { body: string };
    return JSON.stringify({ ...article, body: await convert('htmlToMarkdown', article.body) });
  }

  const expiry: PeriodicJob = {
    name: 'preview-expiry',
    everyMs: expiryTimes.intervalMs,
    async work() {
      const deletedCount = await store.deleteBefore(new Date(Date.now() - expiryTimes.retentionMs), batchSize);
      return deletedCount === batchSize ? 'more' : 'idle';
    },
  };

  return { list, create, revoke, open, expiry };
}

export type PreviewService = ReturnType<typeof previewService>;

const noSuchLink = () =>
  problems.notFound('The link is wrong, has expired or was revoked. Check it, or ask the newsroom for a new one.');
