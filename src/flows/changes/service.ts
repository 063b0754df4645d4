import type { ServerResponse } from 'node:http';
import { placeSealer } from '../../lib/sealed-place.js';
import { type Actor, mustHold } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { EventDefinition } from '../../platform/events/index.js';
import { checkKept, checkTypes, hiddenFrom, LATEST, placeOf } from './rules.js';
import type { Change, ChangeList, ChangesQuery, StreamQuery, View } from './schemas.js';
import { changeStore, type LoggedChange, type Wanted } from './store.js';
import { changeStreams } from './streams.js';

type Needs = {
  database: Database;
  /** Seals cursors: a plain position would tell the public how much happens on the desk. */
  secret: string;
  definitions: readonly EventDefinition[];
  stillValid: Parameters<typeof changeStreams>[0]['stillValid'];
  limits: Parameters<typeof changeStreams>[0]['limits'];
  /** Days for which events are kept; 0 for ever. */
  keepDays: number;
  /** Names of the event consumers: what they have not read is kept. */
  consumers: () => readonly string[];
  signals: Parameters<typeof changeStreams>[0]['signals'];
  log: Parameters<typeof changeStreams>[0]['log'];
};

const day = 24 * 60 * 60 * 1000;

/** How often there is a look for what is too old, and how many events one transaction deletes. */
const forgetting = { everyMs: 60 * 60 * 1000, slice: 1_000 };

/** The log of changes: page by page, and as a stream. */
export function changeService({ database, secret, definitions, keepDays, consumers, ...needs }: Needs) {
  const store = changeStore(database);
  const cursors = { public: placeSealer(secret, 'changes'), desk: placeSealer(secret, 'changes of the desk') };
  const known = new Set(definitions.map(({ type }) => type));
  const streams = changeStreams({ store, frame, ...needs });

  async function list(actor: Actor, { view, after, limit, type }: ChangesQuery): Promise<ChangeList> {
    const wanted = wantedBy(actor, view, type);
    const isLatest = after === LATEST;
    const place = after === undefined || isLatest ? 0n : placeOf(cursors[view], after, 'after');
    const found = await store.page(view, place, wanted, isLatest ? 0 : limit + 1);
    if (after !== undefined && !isLatest) checkKept(place, found);
    const data = found.changes.slice(0, limit).map((change) => present(view, change));
    const cursor = data.at(-1)?.id ?? cursors[view].seal(isLatest || after === undefined ? found.newest : place);
    return { data, page: { next: found.changes.length > limit ? cursor : null, previous: null, cursor } };
  }

  /**
   * Prepares a stream of changes.
   *
   * @param client where it is; and the cursor of the last event that it had, when it comes back
   * @returns what begins it, once headers have been written
   */
  async function open(
    actor: Actor,
    { view, after, type }: StreamQuery,
    client: { address: string; lastEventId: string | undefined },
  ): Promise<(sink: ServerResponse) => void> {
    const wanted = wantedBy(actor, view, type);
    const [cursor, parameter] =
      client.lastEventId === undefined || client.lastEventId === ''
        ? ([after, 'after'] as const)
        : ([client.lastEventId, 'Last-Event-ID'] as const);
    const from = cursor === undefined || cursor === LATEST ? undefined : placeOf(cursors[view], cursor, parameter);
    return streams.open({ ...wanted, view, from, tokenId: actor.tokenId, address: client.address });
  }

  function wantedBy(actor: Actor, view: View, types: string[] | undefined): Wanted {
    if (view === 'desk') mustHold(actor, 'content:read');
    checkTypes(types, known);
    const hidden = view === 'desk' ? hiddenFrom(actor, definitions) : [];
    return { types: types?.filter((type) => !hidden.includes(type)), hidden };
  }

  function present(
    view: View,
    { position, type, at, kind, id, slug, tombstone, actor, payload }: LoggedChange,
  ): Change {
    return {
      id: cursors[view].seal(position),
      type,
      at,
      subject: { type: kind, id, slug },
      tombstone,
      ...(view === 'desk' ? { actor: actor ?? null, payload: payload ?? {} } : {}),
    };
  }

  function frame(view: View, logged: LoggedChange): string {
    const change = present(view, logged);
    return `id: ${change.id}\nevent: ${change.type}\ndata: ${JSON.stringify(change)}\n\n`;
  }

  const retention: PeriodicJob = {
    name: 'changes.retention',
    everyMs: forgetting.everyMs,
    async work() {
      if (keepDays === 0) return 'idle';
      const gone = await store.forget(new Date(Date.now() - keepDays * day), consumers(), forgetting.slice);
      return gone === forgetting.slice ? 'more' : 'idle';
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
