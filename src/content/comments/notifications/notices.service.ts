import { keyedHash } from '../../../lib/keyed-hash.js';
import { htmlToText } from '../../../lib/rich-text/index.js';
import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { Authors } from '../threads/author.js';
import { type AnswerRow, noticeStore, type WaitingRow } from './notices.store.js';

export type { NoticeKind } from './notices.store.js';

/** Characters of a comment that a mail shows. */
const shown = 200;

type Excerpt = {
  /** Its beginning, as plain text. */
  text: string;
};

/** A comment that moderators hear of: never the address of its author. */
export type WaitingNotice = Omit<WaitingRow, 'bodyHtml'> & Excerpt;

/** An answer of which the author of the answered comment hears, at `to`. */
export type AnswerNotice = Omit<AnswerRow, 'bodyHtml' | 'answeredId' | 'answeredEmail'> &
  Excerpt & {
    to: string;
    /** Stops all mail to that address; it says nothing of the address. */
    unsubscribeToken: string;
  };

type Needs = {
  database: Session;
  authors: Authors;
  /** Signs what is in the links of mails. */
  secret: string;
};

/** Who is to be told of comments by mail, and who wants no more of it. Addresses are opened for nobody else. */
export function commentNotices({ database, authors, secret }: Needs) {
  const store = noticeStore(database);
  const links = keyedHash(secret, 'comments: unsubscribe');

  /** @throws invalid-request for a token that was not made here */
  function commentOf(token: string | undefined): string {
    const [id = '', hash = '', ...more] = token?.split('.') ?? [];
    if (more.length === 0 && links.matches(hash, id)) return id;
    const detail = 'is not from a mail of this newsroom: follow the link in one as it is.';
    throw problems.invalidRequest(`"token" ${detail}`, {
      errors: [{ parameter: 'token', code: 'bad-token', detail }],
    });
  }

  return {
    /** What moderators are to hear of these comments, as it is now: nothing twice, and nothing that is settled. */
    async toModerators(created: readonly string[], reported: readonly string[]): Promise<WaitingNotice[]> {
      return (await store.waiting(created, reported)).map(excerpt);
    },

    /** Who is to hear of these comments as answers to their own, as it is now. An address that nobody can open hears nothing. */
    async toAnswered(ids: readonly string[]): Promise<AnswerNotice[]> {
      return (await store.answers(ids)).flatMap(({ answeredId, answeredEmail, ...row }) => {
        const to = authors.open(answeredEmail);
        if (to === null) return [];
        return [{ ...excerpt(row), to, unsubscribeToken: `${answeredId}.${links.of(answeredId)}` }];
      });
    },

    told: store.told,
    deferred: store.deferred,
    settle: store.settle,

    /** @throws invalid-request for a token that was not made here */
    checkToken(token: string | undefined): void {
      commentOf(token);
    },

    /**
     * Sends nothing more to the address of whoever wrote the comment in the token; once more is the same.
     *
     * @throws invalid-request for a token that was not made here
     */
    async unsubscribe(token: string | undefined): Promise<void> {
      await store.unsubscribe(commentOf(token));
    },
  };
}

export type CommentNotices = ReturnType<typeof commentNotices>;

function excerpt<Row extends { bodyHtml: string }>({ bodyHtml, ...row }: Row): Omit<Row, 'bodyHtml'> & Excerpt {
  const text = [...htmlToText(bodyHtml)];
  return { ...row, text: text.length > shown ? `${text.slice(0, shown - 1).join('')}…` : text.join('') };
}
