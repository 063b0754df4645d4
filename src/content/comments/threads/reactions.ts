import { anonymousActor } from '../../../platform/auth/index.js';
import type { Session, Writer } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import { REACTIONS } from '../schemas.js';
import type { AuthorIdentity } from './author-identity.js';
import type { FlagInput, Reaction, ReactionCounts } from './reader.schemas.js';
import { type ReactionTotals, readersStore } from './readers.store.js';

type Dependencies = { database: Session; events: Events; authors: AuthorIdentity };

/** What each reaction adds to the score. */
const weight: Record<Reaction, 1 | -1> = { like: 1, insightful: 1, funny: 1, dislike: -1 };

/**
 * What readers do with the comments of others. A reader is whoever comes from one network on one day: that is all that is
 * known of them.
 */
export function commentReactions({ database, events, authors }: Dependencies) {
  const store = readersStore(database);

  /** Reports a comment to the moderators; the same reader's second report of it changes nothing. */
  function flag(writer: Writer, id: string, ip: string, input: FlagInput): Promise<void> {
    return database.transaction(writer, async (tx) => {
      const comment = requireComment(await store.lockReadable(tx, id));
      if (!(await store.flag(tx, id, authors.readerKey(ip, new Date()), input))) return;
      const payload = { ...comment, reason: input.reason };
      await events.append(tx, commentEvents.reported, { subjectId: id, payload, actor: anonymousActor });
    });
  }

  /** How a reader reacts from now on; null for not at all. */
  function react(writer: Writer, id: string, ip: string, type: Reaction | null): Promise<ReactionCounts> {
    return database.transaction(writer, async (tx) => {
      const comment = requireComment(await store.lockReadable(tx, id));
      const before = await store.react(tx, id, authors.readerKey(ip, new Date()), type);
      if (before === type) return presentTotals(await store.findTotals(tx, id));
      const changes: ReactionTotals = { reactions: {}, score: 0 };
      for (const [reaction, change] of [
        [before, -1],
        [type, 1],
      ] as const) {
        if (reaction === null) continue;
        changes.reactions[reaction] = change;
        changes.score += change * weight[reaction];
      }
      const totals = await store.addToTotals(tx, id, changes);
      await events.append(tx, commentEvents.reacted, { subjectId: id, payload: comment, actor: anonymousActor });
      return presentTotals(totals);
    });
  }

  return {
    flag,
    react,
    flags: async (id: string) =>
      (await store.flags(id)).map(({ reason, createdAt, resolvedAt, note }) => ({
        reason: reason as FlagInput['reason'] | 'words',
        note,
        createdAt: createdAt.toISOString(),
        resolvedAt: resolvedAt?.toISOString() ?? null,
      })),
  };
}

/** The numbers of all reactions, those that nobody has chosen included. */
export function fillReactionCounts(storedCounts: unknown): ReactionCounts['reactions'] {
  const counts = storedCounts as ReactionTotals['reactions'];
  return Object.fromEntries(REACTIONS.map((type) => [type, counts[type] ?? 0])) as ReactionCounts['reactions'];
}

const presentTotals = ({ reactions, score }: ReactionTotals): ReactionCounts => ({
  reactions: fillReactionCounts(reactions),
  score,
});

function requireComment<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('There is no such comment.');
  return row;
}
