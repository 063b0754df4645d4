import { keyedHash } from '../../../lib/keyed-hash.js';
import { htmlToText } from '../../../lib/rich-text/index.js';
import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { type ModeratorNoticeRow, noticeStore, type ReplyNoticeRow } from './notices.store.js';

export type { NoticeKind } from './notices.store.js';

/** Characters of a comment that a mail shows. */
const maxExcerptCharacters = 200;

type Excerpt = {
  /** Its beginning, as plain text. */
  text: string;
};

/** A comment that moderators hear of: never the address of its author. */
export type ModeratorNotice = Omit<ModeratorNoticeRow, 'bodyHtml'> & Excerpt;

/** An answer of which the author of the answered comment hears, at `to`. */
export type ReplyNotice = Omit<ReplyNoticeRow, 'bodyHtml' | 'repliedToId' | 'repliedToEmail'> &
  Excerpt & {
    to: string;
    /** Stops all mail to that address; it says nothing of the address. */
    unsubscribeToken: string;
  };

type Dependencies = {
  database: Session;
  authors: AuthorIdentity;
  /** Signs what is in the links of mails. */
  secret: string;
};

/** Who is to be told of comments by mail, and who wants no more of it. Addresses are opened for nobody else. */
export function commentNotices({ database, authors, secret }: Dependencies) {
  const store = noticeStore(database);
  const unsubscribeHash = keyedHash(secret, 'comments: unsubscribe');

  /** @throws invalid-request for a token that was not made here */
  function commentIdFromToken(token: string | undefined): string {
    const [id = '', hash = '', ...more] = token?.split('.') ?? [];
    if (more.length === 0 && unsubscribeHash.matches(hash, id)) return id;
    const detail = 'is not from a mail of this newsroom: follow the link in one as it is.';
    throw problems.invalidRequest(`"token" ${detail}`, {
      errors: [{ parameter: 'token', code: 'bad-token', detail }],
    });
  }

  return {
    /** What moderators are to hear of these comments, as it is now: nothing twice, and nothing that is settled. */
    async findModeratorNotices(
      createdIds: readonly string[],
      reportedIds: readonly string[],
    ): Promise<ModeratorNotice[]> {
      return (await store.findModeratorNotices(createdIds, reportedIds)).map(excerpt);
    },

    /** Who is to hear of these comments as answers to their own, as it is now. An address that nobody can open hears nothing. */
    async findReplyNotices(ids: readonly string[]): Promise<ReplyNotice[]> {
      return (await store.findReplyNotices(ids)).flatMap(
        ({ repliedToId: parentId, repliedToEmail: parentEmail, ...row }) => {
          const to = authors.open(parentEmail);
          if (to === null) return [];
          return [{ ...excerpt(row), to, unsubscribeToken: `${parentId}.${unsubscribeHash.of(parentId)}` }];
        },
      );
    },

    recordOutcomes: store.recordOutcomes,
    findDeferred: store.findDeferred,
    removeDeferred: store.removeDeferred,

    /** @throws invalid-request for a token that was not made here */
    checkToken(token: string | undefined): void {
      commentIdFromToken(token);
    },

    /**
     * Sends nothing more to the address of whoever wrote the comment in the token; once more is the same.
     *
     * @throws invalid-request for a token that was not made here
     */
    async unsubscribe(token: string | undefined): Promise<void> {
      await store.unsubscribe(commentIdFromToken(token));
    },
  };
}

export type CommentNotices = ReturnType<typeof commentNotices>;

function excerpt<Row extends { bodyHtml: string }>({ bodyHtml, ...row }: Row): Omit<Row, 'bodyHtml'> & Excerpt {
  const text = [...htmlToText(bodyHtml)];
  return {
    ...row,
    text: text.length > maxExcerptCharacters ? `${text.slice(0, maxExcerptCharacters - 1).join('')}…` : text.join(''),
  };
}
