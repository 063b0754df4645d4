import { keyedHash } from '../../../lib/keyed-hash.js';
import { htmlToText } from '../../../lib/rich-text/index.js';
import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { type ModeratorNoticeRow, noticeStore, type ReplyNoticeRow } from './notices.store.js';

export type { NoticeKind } from './notices.store.js';

/** The maximum length of the excerpt in an e-mail, in characters. */
const maxExcerptCharacters = 200;

type Excerpt = {
  /** The beginning of the comment as plain text. */
  text: string;
};

/** A comment about which moderators are notified. It does not contain the author's address. */
export type ModeratorNotice = Omit<ModeratorNoticeRow, 'bodyHtml'> & Excerpt;

/** A reply about which the author of its parent comment is notified at the address `to`. */
export type ReplyNotice = Omit<ReplyNoticeRow, 'bodyHtml' | 'repliedToId' | 'repliedToEmail'> &
  Excerpt & {
    to: string;
    /** Unsubscribes the address. The token does not reveal it. */
    unsubscribeToken: string;
  };

type Dependencies = {
  database: Session;
  authors: AuthorIdentity;
  /** The key that signs the links in e-mails. */
  secret: string;
};

/**
 * Finds the recipients of e-mails about comments and handles unsubscribing. Encrypted addresses are decrypted only
 * here.
 */
export function commentNotices({ database, authors, secret }: Dependencies) {
  const store = noticeStore(database);
  const unsubscribeHash = keyedHash(secret, 'comments: unsubscribe');

  /**
   * Checks the signature of a token.
   *
   * @throws invalid-request if this server did not sign the token
   */
  function commentIdFromToken(token: string | undefined): string {
    const [id = '', hash = '', ...more] = token?.split('.') ?? [];
    if (more.length === 0 && unsubscribeHash.matches(hash, id)) return id;
    const detail = 'must be a valid token. Use the complete link from an e-mail of this newsroom.';
    throw problems.invalidRequest(`"token" ${detail}`, {
      errors: [{ parameter: 'token', code: 'bad-token', detail }],
    });
  }

  return {
    /**
     * Returns the pending notices to moderators about these comments. Comments that were already notified about or
     * decided on are left out.
     */
    async findModeratorNotices(
      createdIds: readonly string[],
      reportedIds: readonly string[],
    ): Promise<ModeratorNotice[]> {
      return (await store.findModeratorNotices(createdIds, reportedIds)).map(excerpt);
    },

    /** Returns the pending notices about these comments as replies. Addresses that cannot be decrypted are left out. */
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

    /**
     * Checks the signature of a token.
     *
     * @throws invalid-request if this server did not sign the token
     */
    checkToken(token: string | undefined): void {
      commentIdFromToken(token);
    },

    /**
     * Stops all e-mails to the author of the comment in the token. Repeating it has no effect.
     *
     * @throws invalid-request if this server did not sign the token
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
