import { v5 as uuidOf } from 'uuid';
import type { Scope } from '../../platform/auth/index.js';
import type { EventDefinition } from '../../platform/events/index.js';
import { articleIdOf, hasScope, matchesFilter, payloadFor, type WebhookEvent } from './audience.rules.js';
import type { Message } from './deliveries.store.js';
import type { LoggedEvent, logStore } from './log.store.js';
import { matchesType } from './rules.js';
import type { Subscription } from './store.js';

type Dependencies = { log: ReturnType<typeof logStore>; definitions: readonly EventDefinition[] };

/** Returns the body of a message as JSON. */
export const toMessageBody = (type: string, timestamp: Date, data: object, position?: string): string =>
  JSON.stringify({
    type,
    timestamp: timestamp.toISOString(),
    ...(position === undefined ? {} : { position: Number(position) }),
    data,
  });

/** Returns a function that decides which webhooks receive which events, and writes the messages. */
export function createMessageWriter({ log, definitions }: Dependencies) {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));

  /** Validates an event. Returns undefined if its type no longer exists or its payload does not match. */
  function toWebhookEvent({ type, subjectId, payload }: LoggedEvent): WebhookEvent | undefined {
    const definition = byType.get(type);
    const result = definition?.payload.safeParse(payload);
    if (definition === undefined || !result?.success) return undefined;
    return {
      type,
      subjectId,
      payload: result.data as Record<string, unknown>,
      isPublic: definition.news?.(result.data) !== undefined,
      scope: definition.scope,
    };
  }

  /** Returns the messages for the given webhooks, in the order of the events. */
  return async function messagesFor(
    subscriptions: readonly Subscription[],
    events: readonly LoggedEvent[],
  ): Promise<Message[]> {
    const pairs = events.flatMap((event) => {
      const webhookEvent = toWebhookEvent(event);
      if (webhookEvent === undefined) return [];
      const matchingSubscriptions = subscriptions.filter(
        ({ types, since }) => BigInt(event.position) > BigInt(since) && matchesType(types, event.type),
      );
      return matchingSubscriptions.map((webhook) => ({
        event,
        told: webhookEvent,
        webhook,
        articleId: articleIdOf(webhookEvent),
      }));
    });
    if (pairs.length === 0) return [];

    const publicScopePairs = pairs.filter(
      ({ webhook, told: webhookEvent }) =>
        webhookEvent.isPublic && !hasScope(webhook.scopes as Scope[], webhookEvent.scope),
    );
    const publishedPayloads = await log.loadPublishedPayloads(
      publicScopePairs.flatMap(({ event, articleId }) =>
        articleId === undefined ? [] : [{ articleId, position: event.position }],
      ),
    );
    const filteredArticleIds = [
      ...new Set(pairs.flatMap(({ webhook, articleId }) => (webhook.filter === null ? [] : (articleId ?? [])))),
    ];
    const [articleFacts, notifiedPairs] = [
      await log.loadArticleFacts(filteredArticleIds),
      await log.loadNotifiedPairs(filteredArticleIds),
    ];

    return pairs.flatMap(({ event, told: webhookEvent, webhook, articleId }) => {
      const { id: webhookId, filter } = webhook;
      const scopes = webhook.scopes as Scope[];
      const data = payloadFor(scopes, webhookEvent, publishedPayloads.get(`${articleId} ${event.position}`));
      if (data === undefined) return [];
      const filteredArticleId = filter === null ? undefined : articleId;
      if (
        filter !== null &&
        filteredArticleId !== undefined &&
        !notifiedPairs.has(`${webhookId} ${filteredArticleId}`)
      ) {
        const visibleFacts = articleFacts.filter(
          ({ id, isLive }) => id === filteredArticleId && (isLive || hasScope(scopes, 'content:read')),
        );
        if (!visibleFacts.some((facts) => matchesFilter(filter, facts))) return [];
        notifiedPairs.add(`${webhookId} ${filteredArticleId}`);
      }
      const { position, type, subjectId, createdAt } = event;
      const body = toMessageBody(type, createdAt, data, position);
      return [
        { id: uuidOf(position, webhookId), webhookId, position, type, subjectId, body, articleId: filteredArticleId },
      ];
    });
  };
}
