import { v5 as uuidOf } from 'uuid';
import type { Scope } from '../../platform/auth/index.js';
import type { EventDefinition } from '../../platform/events/index.js';
import { fits, isPrivy, storyOf, type Told, toldTo } from './audience.rules.js';
import type { Message } from './deliveries.store.js';
import type { LoggedEvent, logStore } from './log.store.js';
import { asksFor } from './rules.js';
import type { Subscription } from './store.js';

type Needs = { log: ReturnType<typeof logStore>; definitions: readonly EventDefinition[] };

/** The body of a message. */
export const bodyOf = (type: string, timestamp: Date, data: object, position?: string): string =>
  JSON.stringify({
    type,
    timestamp: timestamp.toISOString(),
    ...(position === undefined ? {} : { position: Number(position) }),
    data,
  });

/** Decides who is told what of events, and makes the messages. */
export function messageWriter({ log, definitions }: Needs) {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));

  /** An event by its schema; undefined for one of a kind that is no more. */
  function asTold({ type, subjectId, payload }: LoggedEvent): Told | undefined {
    const definition = byType.get(type);
    const said = definition?.payload.safeParse(payload);
    if (definition === undefined || !said?.success) return undefined;
    return {
      type,
      subjectId,
      payload: said.data as Record<string, unknown>,
      isPublic: definition.news?.(said.data) !== undefined,
      scope: definition.scope,
    };
  }

  /** @returns the messages for these webhooks, in the order of the events */
  return async function messagesFor(
    subscriptions: readonly Subscription[],
    events: readonly LoggedEvent[],
  ): Promise<Message[]> {
    const pairs = events.flatMap((event) => {
      const told = asTold(event);
      if (told === undefined) return [];
      const asking = subscriptions.filter(
        ({ types, since }) => BigInt(event.position) > BigInt(since) && asksFor(types, event.type),
      );
      return asking.map((webhook) => ({ event, told, webhook, storyId: storyOf(told) }));
    });
    if (pairs.length === 0) return [];

    const strange = pairs.filter(
      ({ webhook, told }) => told.isPublic && !isPrivy(webhook.scopes as Scope[], told.scope),
    );
    const published = await log.published(
      strange.flatMap(({ event, storyId }) => (storyId === undefined ? [] : [{ storyId, position: event.position }])),
    );
    const filtered = [
      ...new Set(pairs.flatMap(({ webhook, storyId }) => (webhook.filter === null ? [] : (storyId ?? [])))),
    ];
    const [stories, toldOf] = [await log.stories(filtered), await log.toldOf(filtered)];

    return pairs.flatMap(({ event, told, webhook, storyId }) => {
      const { id: webhookId, filter } = webhook;
      const scopes = webhook.scopes as Scope[];
      const data = toldTo(scopes, told, published.get(`${storyId} ${event.position}`));
      if (data === undefined) return [];
      const ofStory = filter === null ? undefined : storyId;
      if (filter !== null && ofStory !== undefined && !toldOf.has(`${webhookId} ${ofStory}`)) {
        const seen = stories.filter(({ id, isLive }) => id === ofStory && (isLive || isPrivy(scopes, 'content:read')));
        if (!seen.some((facts) => fits(filter, facts))) return [];
        toldOf.add(`${webhookId} ${ofStory}`);
      }
      const { position, type, subjectId, createdAt } = event;
      const body = bodyOf(type, createdAt, data, position);
      return [{ id: uuidOf(position, webhookId), webhookId, position, type, subjectId, body, storyId: ofStory }];
    });
  };
}
