import { commentNotices as noticesOf } from '../../../src/content/comments/notifications/notices.service.js';
import { createAuthorIdentity } from '../../../src/content/comments/threads/author-identity.js';
import { commentNotices } from '../../../src/flows/comment-notices/index.js';
import { type EventConsumer, type LoopHandle, startBackground } from '../../../src/platform/background/index.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { Mailbox, until } from './mailbox.js';

const secret = 'k'.repeat(32);
export const moderator = 'desk@newsroom.example';
export const publicUrl = 'https://news.example';

type Notices = ReturnType<typeof noticesOf>;
export type House = {
  newsroom: TestNewsroom;
  mailbox: Mailbox;
  notices: Notices;
  flow: EventConsumer & { close(): void };
  /** Errors that the relay has logged. */
  failures: Error[];
  warnings: { comments: string[]; reason: string }[];
  /** Waits until the consumer has read all events. */
  settled(): Promise<void>;
  /** Delivers all events to the consumer again. */
  again(): Promise<void>;
  kinds(commentId: string): Promise<string[]>;
};

type Options = Partial<Parameters<typeof commentNotices>[0]> & { moderators?: string[]; mailbox?: Mailbox };

/** Opens a newsroom with a mail server and a relay that delivers only to the consumer under test. */
export async function openHouse(
  test: { teardown(after: () => unknown): void },
  { moderators = [moderator], mailbox = new Mailbox(), ...options }: Options = {},
): Promise<House> {
  const newsroom = await openNewsroom(test);
  const { database } = newsroom;
  await mailbox.open();
  const notices = noticesOf({ database, authors: createAuthorIdentity(secret), secret });
  const warnings: House['warnings'] = [];
  const flow = commentNotices({
    notices,
    mail: { url: mailbox.url, from: 'comments@news.example', moderators },
    publicUrl,
    log: { warn: (said) => warnings.push(said as House['warnings'][number]) },
    ...options,
  });
  const failures: Error[] = [];
  const log = { error: (said: { err: Error }) => failures.push(said.err) } as never;
  let relay: LoopHandle = startBackground(database, { consumers: [flow] }, log);
  test.teardown(async () => {
    await relay.stop();
    flow.close();
    await mailbox.close();
  });

  async function settled(): Promise<void> {
    relay.wake();
    await until(async () => {
      const [last, read] = await Promise.all([
        database.prisma.event.findFirst({ orderBy: { seq: 'desc' } }),
        database.prisma.eventConsumer.findUnique({ where: { name: flow.name } }),
      ]);
      return last?.position != null && read?.position === last.position;
    }, 'all events are consumed');
  }

  return {
    newsroom,
    mailbox,
    notices,
    flow,
    failures,
    warnings,
    settled,
    async again() {
      await settled();
      await relay.stop();
      await database.prisma.eventConsumer.updateMany({ data: { position: 0, leasedUntil: null } });
      relay = startBackground(database, { consumers: [flow] }, log);
      await settled();
    },
    async kinds(commentId) {
      const rows = await database.prisma.commentNotice.findMany({ where: { commentId }, orderBy: { kind: 'asc' } });
      return rows.map(({ kind }) => kind);
    },
  };
}
