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

/** How much each reaction adds to the score. */
const weight: Record<Reaction, 1 | -1> = { like: 1, insightful: 1, funny: 1, dislike: -1 };

/** Stores reports and reactions of readers. A reader is identified only by the network and the day of the request. */
export function commentReactions({ database, events, authors }: Dependencies) {
  const store = readersStore(database);

  /**
   * Reports a comment to the moderators. A second report by the same reader has no effect.
   *
   * @throws not-found
   */
  function flag(writer: Writer, id: string, ip: string, input: FlagInput): Promise<void> {
    return database.transaction(writer, async (tx) => {
      const comment = requireComment(await store.lockReadable(tx, id));
      if (!(await store.flag(tx, id, authors.readerKey(ip, new Date()), input))) return;
      const payload = { ...comment, reason: input.reason };
      await events.append(tx, commentEvents.reported, { subjectId: id, payload, actor: anonymousActor });
    });
  }

  /**
   * Sets the reaction of a reader. Null removes it. Returns the new totals.
   *
   * @throws not-found
   */
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

/** Returns the counts of all reactions, including those that nobody has chosen. */
export function fillReactionCounts(storedCounts: unknown): ReactionCounts['reactions'] {
  const counts = storedCounts as ReactionTotals['reactions'];
  return Object.fromEntries(REACTIONS.map((type) => [type, counts[type] ?? 0])) as ReactionCounts['reactions'];
}

const presentTotals = ({ reactions, score }: ReactionTotals): ReactionCounts => ({
  reactions: fillReactionCounts(reactions),
  score,
});

function requireComment<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('The comment does not exist or is not public.');
  return row;
}
