import { v7 as uuid } from 'uuid';
import { type Actor, hasScope } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database, Reader } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { convert } from '../../platform/rich-text/index.js';
import { findForeignArticles, requireSectionAccess } from '../section-limits/index.js';
import { previewEvents } from './events.js';
import { checkPreviewable, expiryOf, isPreviewer, requirePreviewFields } from './rules.js';
import type { NewPreview, Preview, PreviewInput, PreviewListQuery, PreviewQuery } from './schemas.js';
import { previewStore } from './store.js';
import { hashOf, newToken } from './token.js';

type Dependencies = {
  database: Database;
  events: Events;
  articles: {
    find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
    isOwn(actor: Actor, ref: string): Promise<boolean>;
  };
  /** Finds what the creator of a link may do now. */
  tokens: { findActor(holder: { tokenId: string | null; userId: string | null }): Promise<Actor | undefined> };
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
export function previewService({ database, events, articles, tokens, base, mediaUrl }: Dependencies) {
  const store = previewStore(database, mediaUrl);

  async function list(ref: string, query: PreviewListQuery): Promise<Page<Preview>> {
    const page = await store.list(ref, query);
    if (page.data.length === 0 && (await articles.find(database, ref)) === undefined)
      throw problems.notFound('The article does not exist.');
    return page;
  }

  function create(actor: Actor, ref: string, input: PreviewInput): Promise<NewPreview> {
    requirePreviewFields(actor);
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
      // The sessions and tokens of a user may end before the link does.
      const creator = { creatorUserId: actor.userId, creatorTokenId: actor.userId === null ? actor.tokenId : null };
      await store.create(tx, { ...about, ...creator, hash: hashOf(token), byPublisher, createdAt: now, expiresAt });
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
   * @throws not-found, with the same message for unknown, expired and revoked links, for links whose creator could not
   * create them now, and for links that show nothing now
   */
  async function open(token: string, query: PreviewQuery): Promise<string> {
    const now = new Date();
    const hash = hashOf(token);
    const link = await store.findCreator(hash, now);
    const rights = link && (await findCreatorRights(link));
    const json = rights && (await store.open(hash, now, rights.mayPublish && link.byPublisher, query));
    if (json === undefined) throw noSuchLink();
    if (query.bodyFormat !== 'markdown') return json;
    const article = JSON.parse(json) as { body: string };
    return JSON.stringify({ ...article, body: await convert('htmlToMarkdown', article.body) });
  }

  /** Returns what the creator of a link may do now. Undefined if the creator could not create the link. */
  async function findCreatorRights({
    articleId,
    ...holder
  }: {
    articleId: string;
    tokenId: string | null;
    userId: string | null;
  }): Promise<{ mayPublish: boolean } | undefined> {
    if (holder.tokenId === null && holder.userId === null) return { mayPublish: true };
    const actor = await tokens.findActor(holder);
    if (actor === undefined || !isPreviewer(actor)) return undefined;
    if (actor.isLimitedToOwn && !(await articles.isOwn(actor, articleId))) return undefined;
    if ((await findForeignArticles(database, actor, [articleId], 'draft')).size > 0) return undefined;
    return { mayPublish: hasScope(actor, 'content:publish') };
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
