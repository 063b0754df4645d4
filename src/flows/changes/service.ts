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
  /** Seals cursors: a plain position would tell the public how much happens on the desk. */
  secret: string;
  definitions: readonly EventDefinition[];
  filterValidTokens: Parameters<typeof changeStreams>[0]['filterValidTokens'];
  limits: Parameters<typeof changeStreams>[0]['limits'];
  /** Days for which events are kept; 0 for ever. */
  retentionDays: number;
  /** Names of the event consumers: what they have not read is kept. */
  consumers: () => readonly string[];
  signals: Parameters<typeof changeStreams>[0]['signals'];
  log: Parameters<typeof changeStreams>[0]['log'];
};

const dayMs = 24 * 60 * 60 * 1000;

/** How often there is a look for what is too old, and how many events one transaction deletes. */
const pruneOptions = { everyMs: 60 * 60 * 1000, batchSize: 1_000 };

/** The log of changes: page by page, and as a stream. */
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
   * @param client where it is; and the cursor of the last event that it had, when it comes back
   * @returns what begins it, once headers have been written
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
    return streams.open({ ...filter, view, from, tokenId: actor.tokenId, address: client.address });
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
