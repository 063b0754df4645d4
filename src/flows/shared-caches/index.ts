import { entityName } from '../../lib/entity-name.js';
import type { EventConsumer, NewsroomEvent } from '../../platform/background/index.js';
import { MANY } from '../../platform/cache/index.js';
import type { EventDefinition } from '../../platform/events/index.js';

/** The maximum length of a `Surrogate-Key` header, in characters. Caches accept a few kilobytes. */
const maxHeaderLength = 4_000;

/** A purge that takes longer than this is aborted and retried later. */
const purgeTimeoutMs = 5_000;

export type SharedCache = {
  /** The address that receives PURGE requests. */
  url: string;
  /** The bearer token for the cache, if it requires one. */
  token: string | undefined;
};

/** Joins names into header values of at most `maxHeaderLength` characters, in order. */
function toHeaders(names: Iterable<string>): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length >= maxHeaderLength) lines.push(name);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines;
}

/**
 * Creates the event consumer that invalidates a cache between Broadsheet and its readers. It sends `PURGE` requests
 * whose `Surrogate-Key` header has the names of the changed entities, or `*` for everything. Each change also purges the
 * responses that depend on more names than fit into a header. Purges are sent in the order of the events and at least
 * once: if the cache refuses one, it is sent again.
 */
export function createPurgeConsumer(
  { url, token }: SharedCache,
  definitions: readonly EventDefinition[],
): EventConsumer {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));

  function staleNames({ type, payload }: NewsroomEvent): readonly string[] {
    const definition = byType.get(type);
    return definition === undefined ? [] : definition.stale(definition.payload.parse(payload)).map(entityName);
  }

  return {
    name: 'shared-caches',
    async handle(events) {
      const names = new Set(events.flatMap(staleNames));
      if (names.size > 0) names.add(MANY);
      for (const header of toHeaders(names.has('*') ? ['*'] : names)) {
        const response = await fetch(url, {
          method: 'PURGE',
          headers: {
            'surrogate-key': header,
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          redirect: 'manual',
          signal: AbortSignal.timeout(purgeTimeoutMs),
        });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`The shared cache responded to PURGE with status ${response.status}.`);
      }
    },
  };
}
