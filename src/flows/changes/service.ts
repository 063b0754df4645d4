import type { ServerResponse } from 'node:http';
import { cursorSealer } from '../../lib/cursor-sealer.js';
import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { EventDefinition } from '../../platform/events/index.js';
import { checkTypes, hiddenTypesFor, LATEST, openCursor, requireRetained } from './rules.js';
import type { ChangesQuery, LogEntry, LogEntryPage, StreamQuery, View } from './schemas.js';
import { type ChangeFilter, changeStore, type LoggedChange } from './store.js';
import { changeStreams } from './streams.js';

type Dependencies = {
  database: Database;
  /** The key that encrypts cursors. A plain position would show the public how many desk events there are. */
  secret: string;
  definitions: readonly EventDefinition[];
  filterUnchanged: Parameters<typeof changeStreams>[0]['filterUnchanged'];
  limits: Parameters<typeof changeStreams>[0]['limits'];
  /** How many days events are kept. 0 keeps them forever. */
  retentionDays: number;
  /** Returns the names of the event consumers. Events that one of them has not read are not deleted. */
  consumers: () => readonly string[];
  signals: Parameters<typeof changeStreams>[0]['signals'];
  log: Parameters<typeof changeStreams>[0]['log'];
};

const dayMs = 24 * 60 * 60 * 1000;

/** How often old events are deleted, and how many events one transaction deletes at most. */
const pruneOptions = { everyMs: 60 * 60 * 1000, batchSize: 1_000 };

/** Reads the log of changes in pages and as a stream, and deletes old events. */
export function changeService({
  database,
  secret,
  definitions,
  retentionDays,
  consumers,
  ...dependencies
}: Dependencies) {
  const store = changeStore(database);
  const cursors = { public: cursorSealer(secret, 'changes'), desk: cursorSealer(secret, 'changes of the desk') };
  const knownTypes = new Set(definitions.map(({ type }) => type));
  const streams = changeStreams({ store, frame, ...dependencies });

  async function list(actor: Actor, view: View, { after, limit, type }: ChangesQuery): Promise<LogEntryPage> {
    const filter = toFilter(actor, view, type);
    const isLatest = after === LATEST;
    const position = after === undefined || isLatest ? 0n : openCursor(cursors[view], after, 'after');
    const logPage = await store.page(view, position, filter, isLatest ? 0 : limit + 1);
    if (after !== undefined && !isLatest) requireRetained(position, logPage);
    const data = logPage.changes.slice(0, limit).map((change) => toChange(view, change));
    const cursor = data.at(-1)?.id ?? cursors[view].seal(isLatest || after === undefined ? logPage.newest : position);
    return { data, page: { next: logPage.changes.length > limit ? cursor : null, previous: null, cursor } };
  }

  /**
   * Prepares a stream of changes.
   *
   * @param client the address of the client and, when it reconnects, the cursor of the last event that it received
   * @returns a function that starts the stream, to be called once the response headers have been written
   * @throws forbidden, invalid-request, changes-expired, too-many-streams, too-many-requests
   */
  async function open(
    actor: Actor,
    view: View,
    { after, type }: StreamQuery,
    client: { address: string; lastEventId: string | undefined },
  ): Promise<(sink: ServerResponse) => void> {
    const filter = toFilter(actor, view, type);
    const [cursor, parameter] =
      client.lastEventId === undefined || client.lastEventId === ''
        ? ([after, 'after'] as const)
        : ([client.lastEventId, 'Last-Event-ID'] as const);
    const from = cursor === undefined || cursor === LATEST ? undefined : openCursor(cursors[view], cursor, parameter);
    return streams.open({ ...filter, view, from, actor, address: client.address });
  }

  function toFilter(actor: Actor, view: View, types: string[] | undefined): ChangeFilter {
    checkTypes(types, knownTypes);
    const hiddenTypes = view === 'desk' ? hiddenTypesFor(actor, definitions) : [];
    return { types: types?.filter((type) => !hiddenTypes.includes(type)), hiddenTypes };
  }

  function toChange(
    view: View,
    { position, type, at, kind, id, slug, tombstone, actor, payload }: LoggedChange,
  ): LogEntry {
    return {
      id: cursors[view].seal(position),
      type,
      at,
      subject: { type: kind, id, slug },
      tombstone,
      ...(view === 'desk' ? { actor: actor ?? null, payload: payload ?? {} } : {}),
    };
  }

  function frame(view: View, loggedChange: LoggedChange): string {
    const change = toChange(view, loggedChange);
    return `id: ${change.id}\nevent: ${change.type}\ndata: ${JSON.stringify(change)}\n\n`;
  }

  const retention: PeriodicJob = {
    name: 'changes.retention',
    everyMs: pruneOptions.everyMs,
    async work() {
      if (retentionDays === 0) return 'idle';
      const deletedCount = await store.deleteBefore(
        new Date(Date.now() - retentionDays * dayMs),
        consumers(),
        pruneOptions.batchSize,
      );
      return deletedCount === pruneOptions.batchSize ? 'more' : 'idle';
    },
  };

  return {
    list,
    open,
    retention,
    endStreams: () => streams.end(),
    close: () => streams.close(),
  };
}

export type ChangeService = ReturnType<typeof changeService>;
