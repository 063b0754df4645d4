import { type Actor, systemActor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import type { Page } from '../../../platform/paging/index.js';
import { commentEvents } from '../events.js';
import type { Status } from '../schemas.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { countApproved, lockThreads } from '../threads/counts.store.js';
import { newEditToken } from '../threads/edit-token.js';
import { privacyEvents } from './privacy.events.js';
import type { PersonalData, PrivacyInput, PrivacyListQuery, PrivacyRequest, PrivacyResult } from './privacy.schemas.js';
import { type OwnedComment, type Person, type PrivacyRow, privacyStore } from './privacy.store.js';

type Dependencies = { database: Session; events: Events; authors: AuthorIdentity };

/** Comments that are read by one statement, and those that are erased, and locked, by one transaction. */
const batchSizes = { read: 1_000, erase: 500 };

/** What people may ask of what is kept of them. */
export function commentPrivacy({ database, events, authors }: Dependencies) {
  const store = privacyStore(database);

  /**
   * Hands out or erases what is kept of a person. An erasure that breaks off has erased some comments: asked for again, it
   * goes on with the others.
   */
  async function ask(actor: Actor, { email, kind, texts = 'keep' }: PrivacyInput): Promise<PrivacyResult> {
    const person = { key: authors.key(email), email: email.trim().toLowerCase() };
    const data = kind === 'export' ? await collect(person) : null;
    const comments = data === null ? await erase(actor, person, texts) : data.comments.length;
    const request = await database.transaction(actor, async (tx) => {
      const request = present(await store.createRequest(tx, { kind, comments, askedBy: actor.name }));
      await events.append(tx, privacyEvents.answered, { subjectId: request.id, payload: request, actor });
      return request;
    });
    return { ...request, data };
  }

  async function collect(person: Person): Promise<PersonalData> {
    const comments: PersonalData['comments'] = [];
    for (const ids of slices(await store.findCommentIds(person), batchSizes.read))
      for (const comment of await store.loadComments(ids))
        comments.push({ ...comment, email: comment.email === null ? null : authors.open(comment.email) });
    return { comments, ...(await store.findBanAndUnsubscribe(person)) };
  }

  /** @returns how many comments were erased */
  async function erase(actor: Actor, person: Person, texts: 'keep' | 'remove'): Promise<number> {
    let erasedCount = 0;
    // Until there are none: they may write while this goes on. Each slice is committed at once; a repeat finds those that are left.
    for (let before = -1; erasedCount !== before; ) {
      before = erasedCount;
      for (const ids of slices(await store.findCommentIds(person), batchSizes.erase))
        erasedCount += await database.transaction(systemActor, (tx) => eraseBatch(tx, actor, person, ids, texts));
    }
    return erasedCount;
  }

  async function eraseBatch(
    tx: Transaction,
    actor: Actor,
    person: Person,
    ids: readonly string[],
    texts: 'keep' | 'remove',
  ): Promise<number> {
    await lockThreads(tx, ids);
    const comments = await store.findStillOwned(tx, person, ids);
    if (comments.length === 0) return 0;
    const now = new Date();
    const statusAfter = (status: Status) => (texts === 'remove' ? statusWithoutText(status) : status);
    const erasures = comments.map(({ id, status }) => ({
      id,
      // Each sealed and hashed by itself: equal ones would say that they had one author.
      authorEmail: authors.seal(''),
      editTokenHash: newEditToken().hash,
      status: statusAfter(status),
    }));
    await store.erase(tx, erasures, texts, now);
    const hiddenComments = comments.filter(({ status }) => status === 'approved' && statusAfter(status) !== 'approved');
    await countApproved(
      tx,
      hiddenComments.map(({ id, articleId, parentId }) => ({ id, articleId, parentId, change: -1 })),
    );
    await store.insertDecisions(tx, comments, erasures, actor.name);
    if (texts === 'remove') await store.resolveFlags(tx, ids, now);
    const toEventPayload = ({ status, ...comment }: OwnedComment) => ({
      ...comment,
      status: statusAfter(status),
      previousStatus: status,
    });
    await events.appendAll(
      tx,
      commentEvents.erased,
      comments.map((comment) => ({ subjectId: comment.id, payload: toEventPayload(comment), actor })),
    );
    return comments.length;
  }

  return {
    ask,
    /** What was asked for; not whose data it was. */
    async list(query: PrivacyListQuery): Promise<Page<PrivacyRequest>> {
      const page = await store.list(query);
      return { ...page, data: page.data.map(present) };
    },
  };
}

export type CommentPrivacy = ReturnType<typeof commentPrivacy>;

/** There is nothing to show, and nothing to decide on. */
const statusWithoutText = (status: Status): Status => (status === 'spam' ? 'spam' : 'rejected');

const present = ({ id, kind, comments, askedBy, createdAt }: PrivacyRow): PrivacyRequest => ({
  id,
  kind: kind as PrivacyRequest['kind'],
  comments,
  askedBy,
  createdAt: createdAt.toISOString(),
});

function* slices<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
