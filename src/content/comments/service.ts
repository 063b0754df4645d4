import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Reader as DatabaseReader, Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { JsonItem, JsonPage, Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import type { CommentInput } from './input.schemas.js';
import { commentModeration } from './moderation/moderation.js';
import { type ClientInfo, moderationPipeline } from './moderation/pipeline.js';
import type { CommentScorer } from './moderation/scorer.js';
import { commentNotices } from './notifications/notices.service.js';
import { commentPolicies } from './policy/policy.service.js';
import { createCommentPresenter } from './presenter.js';
import { commentPrivacy } from './privacy/privacy.service.js';
import { commentRetention } from './privacy/retention.js';
import type {
  ArticleCommentsQuery,
  CommentListQuery,
  CommentQuery,
  DeskArticleCommentsQuery,
  DeskCommentQuery,
} from './query.schemas.js';
import { type CommentEventPayload, checkOrder, countChange } from './rules.js';
import type { ModeratedComment, PostedComment, Status } from './schemas.js';
import { type CommentRow, commentStore } from './store.js';
import { createAuthorIdentity } from './threads/author-identity.js';
import { countApproved, lockThreads } from './threads/counts.store.js';
import { commentLists } from './threads/lists.store.js';
import { ownComments } from './threads/own-comments.js';
import { commentReactions } from './threads/reactions.js';
import { commentRecount } from './threads/recount.js';
import { commentSubmission } from './threads/submission.js';
import { commentExport } from './transfer/export.js';
import { commentImport } from './transfer/import.js';

/** Looks up articles by an id, a current slug or a former slug. */
type ArticleLookup = {
  /** Finds a published article. */
  findLive(
    reader: DatabaseReader,
    ref: string,
  ): Promise<{ id: string; slug: string; commentsOpen: boolean } | undefined>;
  /** Finds an article in any state. */
  find(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string } | undefined>;
};

type Dependencies = {
  database: Session;
  events: Events;
  articles: ArticleLookup;
  /** The key that encrypts and hashes the e-mail addresses of authors. */
  secret: string;
  /** Whether the number of comments per author and per network is limited. */
  limitAuthors: boolean;
  /** An external spam scorer. */
  scorer?: CommentScorer | undefined;
  /** How many days refused comments are kept. 0 keeps them forever. */
  retentionDays: { spamDays: number; rejectedDays: number };
};

export function commentService({
  database,
  events,
  articles,
  secret,
  limitAuthors,
  scorer,
  retentionDays,
}: Dependencies) {
  const store = commentStore(database);
  const lists = commentLists(database);
  const authorIdentity = createAuthorIdentity(secret);
  const { presentForModerator, presentForAuthor } = createCommentPresenter(authorIdentity);
  const pipelineDependencies = {
    database,
    events,
    articles,
    authors: authorIdentity,
    store,
    recount,
    toEventPayload,
    limitAuthors,
    scorer,
  };
  const checks = moderationPipeline(pipelineDependencies);
  const own = ownComments(pipelineDependencies, checks);
  const { post: createComment } = commentSubmission(pipelineDependencies, checks);
  const moderation = commentModeration({ database, events, store, toEventPayload, presentForModerator });
  const readers = commentReactions({ database, events, authors: authorIdentity });

  /** Lists the public comments on an article. @throws not-found if no article with this id or slug is published */
  async function listOn(ref: string, query: ArticleCommentsQuery): Promise<JsonPage> {
    checkOrder(query);
    return requireArticle(await lists.listPublic(ref, query));
  }

  /** Lists the comments of every status on an article. @throws not-found if the article does not exist */
  async function listDeskOn(ref: string, query: DeskArticleCommentsQuery): Promise<Page<ModeratedComment>> {
    checkOrder(query);
    const page = await lists.listOn(ref, query);
    if (page.data.length === 0) requireArticle(await articles.find(database, ref));
    return { ...page, data: page.data.map(presentForModerator) };
  }

  /**
   * Posts the comment of a reader. The moderation pipeline publishes, holds or refuses it. The response does not show
   * whether it was refused.
   */
  async function post(actor: Actor, ref: string, input: CommentInput, reader: ClientInfo): Promise<PostedComment> {
    const { row, editToken } = await createComment(actor, ref, input, reader);
    return presentForAuthor(row, editToken);
  }

  /** Changes the text of the author's own comment. */
  async function editOwn(
    actor: Actor,
    id: string,
    editToken: string,
    body: string,
    reader: ClientInfo,
  ): Promise<PostedComment> {
    return presentForAuthor(await own.edit(actor, id, editToken, body, reader), editToken);
  }

  async function listAll(query: CommentListQuery): Promise<Page<ModeratedComment>> {
    const page = await lists.listAll(query);
    if (
      page.data.length === 0 &&
      query.article !== undefined &&
      (await articles.find(database, query.article)) === undefined
    ) {
      const detail = `The article "${query.article}" does not exist.`;
      throw problems.unknownReference(detail, { errors: [{ parameter: 'article', code: 'unknown-article', detail }] });
    }
    return { ...page, data: page.data.map(presentForModerator) };
  }

  async function get(id: string, { include, fields }: CommentQuery): Promise<JsonItem> {
    return requireComment(await lists.readPublic(id, include, fields));
  }

  async function getDesk(id: string, { include }: DeskCommentQuery): Promise<ModeratedComment> {
    return presentForModerator(requireComment(await lists.readDesk(id, include)));
  }

  /** Updates all counts. Locks are taken in this order: the comment, its ancestors, the count of the article. */
  async function recount(tx: Transaction, before: CommentRow, after: Status | null): Promise<void> {
    const { id, articleId, parentId } = before;
    const change = countChange(before.status as Status, after);
    if (change === 0) return;
    if (parentId !== null) await lockThreads(tx, [parentId]);
    await countApproved(tx, [{ id, articleId, parentId, change }]);
  }

  /** Encrypts up to 500 e-mail addresses that older versions stored as plain text. */
  async function sealBatch(): Promise<'more' | 'idle'> {
    const rows = await store.findUnsealed(500);
    await store.seal(
      rows.map(({ id, authorEmail }) => ({
        id,
        authorEmail: authorIdentity.seal(authorEmail),
        authorKey: authorIdentity.key(authorEmail),
      })),
    );
    return rows.length === 0 ? 'idle' : 'more';
  }

  return {
    listOn,
    listDeskOn,
    post,
    editOwn,
    retract: own.retract,
    listAll,
    get,
    getDesk,
    ...moderation,
    flag: readers.flag,
    react: readers.react,
    async flags(id: string) {
      requireComment(await lists.readDesk(id, undefined));
      return { data: await readers.flags(id) };
    },
    importRecords: commentImport({ database, events, authors: authorIdentity }),
    exportComments: commentExport({ database, authors: authorIdentity }),
    privacy: commentPrivacy({ database, events, authors: authorIdentity }),
    retention: commentRetention({ database, events, retentionDays }),
    recount: commentRecount({ database, events }),
    notices: commentNotices({ database, authors: authorIdentity, secret }),
    policies: commentPolicies({ database, events, articles, authors: authorIdentity }),
    addressSealingJob: {
      name: 'comment-addresses',
      everyMs: 24 * 60 * 60 * 1000,
      work: sealBatch,
    } satisfies PeriodicJob,
  };
}

export type CommentService = ReturnType<typeof commentService>;

function requireArticle<Article>(article: Article | null | undefined): Article {
  if (article === null || article === undefined) throw problems.notFound('The article does not exist.');
  return article;
}

function requireComment<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('The comment does not exist or is not public.');
  return row;
}

/** Returns what an event contains about a comment. */
function toEventPayload({ id, articleId, parentId, status }: CommentRow): CommentEventPayload {
  return { id, articleId, parentId, status: status as Status };
}
