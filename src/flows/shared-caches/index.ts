import { entityName } from '../../lib/entity-name.js';
import type { EventConsumer, NewsroomEvent } from '../../platform/background/index.js';
import type { EventDefinition } from '../../platform/events/index.js';

/** Names travel in a header; caches take a few kilobytes. Characters. */
const maxHeaderLength = 4_000;

/** A cache that does not answer within this is asked again later. Milliseconds. */
const purgeTimeoutMs = 5_000;

export type SharedCache = {
  /** Where a PURGE is sent to. */
  url: string;
  /** Sent as a bearer token, for a cache that asks for one. */
  token: string | undefined;
};

/** Puts names into as few headers as they fit in. */
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
 * Tells a cache between here and the readers what is out of date: a `PURGE` whose `Surrogate-Key` holds the names of what
 * has changed, or `*` for everything. In the order of the events, at least once; a cache that refuses is asked again.
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
        if (!response.ok) throw new Error(`The shared cache answered a purge with ${response.status}.`);
      }
    },
  };
}
