import { type Actor, systemActor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { eraseStoredResponses } from '../../../platform/idempotency/index.js';
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

/** How many comments one statement reads, and how many comments one transaction locks and erases. */
const batchSizes = { read: 1_000, erase: 500 };

/** Exports and erases the personal data of authors. */
export function commentPrivacy({ database, events, authors }: Dependencies) {
  const store = privacyStore(database);

  /**
   * Exports or erases the data of a person. An interrupted erasure keeps its finished batches, and a repeated request
   * erases the rest.
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

  /**
   * Erases all comments of a person in batches, each in its own transaction.
   *
   * @returns the number of erased comments
   */
  async function erase(actor: Actor, person: Person, texts: 'keep' | 'remove'): Promise<number> {
    let erasedCount = 0;
    // Repeats until no comment is left, because the person may post more in the meantime.
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
      // Every value is encrypted or hashed separately. Equal values would show that comments had the same author.
      authorEmail: authors.seal(''),
      editTokenHash: newEditToken().hash,
      status: statusAfter(status),
    }));
    await store.erase(tx, erasures, texts, now);
    await eraseStoredResponses(tx, ids);
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
    /** Lists the requests. They do not identify the persons. */
    async list(query: PrivacyListQuery): Promise<Page<PrivacyRequest>> {
      const page = await store.list(query);
      return { ...page, data: page.data.map(present) };
    },
  };
}

export type CommentPrivacy = ReturnType<typeof commentPrivacy>;

/** Returns the status of a comment whose text was removed. It is not public and waits for no moderator. */
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
