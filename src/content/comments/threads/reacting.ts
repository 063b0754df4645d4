import { anonymous } from '../../../platform/auth/index.js';
import type { Session, Writer } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import { REACTIONS } from '../schemas.js';
import type { Authors } from './author.js';
import type { FlagInput, Reaction, ReactionCounts } from './reader.schemas.js';
import { type Counted, readersStore } from './readers.store.js';

type Needs = { database: Session; events: Events; authors: Authors };

/** What each reaction adds to the score. */
const weight: Record<Reaction, 1 | -1> = { like: 1, insightful: 1, funny: 1, dislike: -1 };

/**
 * What readers do with the comments of others. A reader is whoever comes from one network on one day: that is all that is
 * known of them.
 */
export function reacting({ database, events, authors }: Needs) {
  const store = readersStore(database);

  /** Reports a comment to the moderators; the same reader's second report of it changes nothing. */
  function flag(writer: Writer, id: string, ip: string, input: FlagInput): Promise<void> {
    return database.transaction(writer, async (tx) => {
      const comment = found(await store.lockReadable(tx, id));
      if (!(await store.flag(tx, id, authors.readerKey(ip, new Date()), input))) return;
      const payload = { ...comment, reason: input.reason };
      await events.append(tx, commentEvents.reported, { subjectId: id, payload, actor: anonymous });
    });
  }

  /** How a reader reacts from now on; null for not at all. */
  function react(writer: Writer, id: string, ip: string, type: Reaction | null): Promise<ReactionCounts> {
    return database.transaction(writer, async (tx) => {
      const comment = found(await store.lockReadable(tx, id));
      const before = await store.react(tx, id, authors.readerKey(ip, new Date()), type);
      if (before === type) return whole(await store.counted(tx, id));
      const changes: Counted = { reactions: {}, score: 0 };
      for (const [reaction, change] of [
        [before, -1],
        [type, 1],
      ] as const) {
        if (reaction === null) continue;
        changes.reactions[reaction] = change;
        changes.score += change * weight[reaction];
      }
      const counted = await store.count(tx, id, changes);
      await events.append(tx, commentEvents.reacted, { subjectId: id, payload: comment, actor: anonymous });
      return whole(counted);
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
export function everyReaction(counted: unknown): ReactionCounts['reactions'] {
  const known = counted as Counted['reactions'];
  return Object.fromEntries(REACTIONS.map((type) => [type, known[type] ?? 0])) as ReactionCounts['reactions'];
}

const whole = ({ reactions, score }: Counted): ReactionCounts => ({ reactions: everyReaction(reactions), score });

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('There is no such comment.');
  return row;
}
