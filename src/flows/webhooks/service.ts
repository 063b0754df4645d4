import { v7 as uuid } from 'uuid';
import { unknownPeople } from '../../content/people/index.js';
import { type Actor, hasScope, SCOPES, type Scope, systemActor } from '../../platform/auth/index.js';
import type { Signals } from '../../platform/background/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { EventDefinition, Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import { createPoster, targetFault } from '../../platform/outgoing/index.js';
import type { Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { attemptStore } from './attempts.store.js';
import { deliveryService } from './deliveries.service.js';
import { deliveryStore } from './deliveries.store.js';
import { createDeliveryConsumer } from './delivery-consumer.js';
import { createDeliverySender } from './delivery-sender.js';
import { webhookEvents } from './events.js';
import { logStore } from './log.store.js';
import { createMessageWriter } from './messages.js';
import { retryWindowMs } from './retry.rules.js';
import { checkTypes, checkUrl, type Maker, requireManaged } from './rules.js';
import {
  type DisabledBy,
  type Filter,
  type NewWebhook,
  type RotateInput,
  type Webhook,
  WebhookInput,
  type WebhookListQuery,
} from './schemas.js';
import { newSecret, secretBox } from './signatures.js';
import { type WebhookRow, webhookStore } from './store.js';

type Dependencies = {
  database: Database;
  signals: Pick<Signals, 'raise' | 'wake'>;
  events: Events;
  /** The definitions of all event types. */
  definitions: readonly EventDefinition[];
  sections: { requireSection(reader: Reader, ref: string, place: { pointer: string }): Promise<{ id: string }> };
  people: { find(ref: string): Promise<string | undefined> };
  /** Returns whether a token or user is valid, and prevents a revocation until the transaction ends. */
  isGood(tx: Transaction, holder: Maker): Promise<boolean>;
  /** The key that encrypts the secrets of webhooks. */
  secret: string;
  /** Whether webhooks may have private addresses and use http. */
  allowPrivate: boolean;
  /** How long one attempt may take. */
  timeoutMs: number;
  /** How many days finished deliveries are kept. 0 keeps them forever. */
  retentionDays: number;
  log?: { warn(details: object, message: string): void } | undefined;
};

const hourMs = 60 * 60 * 1_000;

/** Manages webhooks, which notify other systems of events by HTTP, and delivers the events. */
export function webhookService(dependencies: Dependencies) {
  const { database, signals, events, definitions, allowPrivate, timeoutMs, log } = dependencies;
  const store = webhookStore(database);
  const deliveries = deliveryStore(database, signals, retryWindowMs);
  const eventLog = logStore(database);
  const messagesFor = createMessageWriter({ log: eventLog, definitions });
  const secrets = secretBox(dependencies.secret);
  const webhookPoster = createPoster({ allowPrivate, timeoutMs });
  const knownTypes = definitions.map(({ type }) => type).sort();

  async function list(actor: Actor, query: WebhookListQuery): Promise<Page<Webhook>> {
    const page = await store.list(query, hasScope(actor, 'admin') ? undefined : actor);
    return { ...page, data: page.data.map(toWebhook) };
  }

  async function get(actor: Actor, id: string): Promise<Webhook> {
    return toWebhook(requireManaged(actor, await store.find(database, id)));
  }

  async function create(actor: Actor, input: WebhookInput): Promise<NewWebhook> {
    const columns = await toColumns(input, undefined);
    const secret = newSecret();
    return database.transaction(actor, async (tx) => {
      if (!(await dependencies.isGood(tx, actor)))
        throw problems.unauthenticated('The token was revoked or has expired. Use a valid token.');
      const row = await store.create(tx, {
        id: uuid(),
        ...columns,
        scopes: SCOPES.filter((scope) => actor.scopes.has(scope)),
        // A webhook of a user stays when the user signs out.
        tokenId: actor.isSignedIn ? null : actor.tokenId,
        userId: actor.userId,
        createdBy: actor.name,
        secret: secrets.seal(secret),
        disabledReason: input.enabled === false ? 'by-hand' : null,
      });
      await events.append(tx, webhookEvents.created, { subjectId: row.id, payload: row, actor });
      return { ...toWebhook(row), secret };
    });
  }

  async function patch(
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<Webhook> {
    const currentRow = requireManaged(actor, await store.find(database, id));
    // References are resolved before the transaction. Stored ones are not resolved again, and may have been deleted.
    const input = applyPatch(WebhookInput, toInput(currentRow), changes);
    const columns = await toColumns(input, currentRow);
    return database.transaction(actor, async (tx) => {
      const before = requireManaged(actor, await store.lock(tx, id));
      checkPreconditions(preconditions, before.version);
      if (before.version !== currentRow.version) throw problems.conflict('Another request changed the webhook. Retry.');
      let row = await store.update(tx, id, columns);
      const payload = { id, version: row.version };
      const wasEnabled = before.disabledAt === null;
      if (input.enabled === true && !wasEnabled) row = await store.enable(tx, id);
      await events.append(tx, webhookEvents.updated, { subjectId: id, payload, actor });
      if (input.enabled === false && wasEnabled) row = (await disableIn(tx, actor, id, 'by-hand')) ?? row;
      return toWebhook(row);
    });
  }

  function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = requireManaged(actor, await store.lock(tx, id));
      checkPreconditions(preconditions, row.version);
      await store.remove(tx, id);
      await events.append(tx, webhookEvents.deleted, { subjectId: id, payload: row, actor });
    });
  }

  /** Replaces the secret of a webhook. Messages are also signed with the previous secret for `overlapHours`. */
  function rotate(
    actor: Actor,
    id: string,
    { overlapHours }: RotateInput,
    preconditions: Preconditions | undefined,
  ): Promise<NewWebhook> {
    const secret = newSecret();
    return database.transaction(actor, async (tx) => {
      const before = requireManaged(actor, await store.lock(tx, id));
      checkPreconditions(preconditions, before.version);
      const row = await store.rotate(tx, before, secrets.seal(secret), new Date(Date.now() + overlapHours * hourMs));
      await events.append(tx, webhookEvents.rotated, { subjectId: id, payload: row, actor });
      return { ...toWebhook(row), secret };
    });
  }

  async function disable(actor: Actor, id: string, reason: DisabledBy): Promise<void> {
    const row = await database.transaction(actor, (tx) => disableIn(tx, actor, id, reason));
    if (row !== undefined) log?.warn({ webhook: id, reason }, 'a webhook was disabled');
  }

  async function disableIn(
    tx: Transaction,
    actor: Actor,
    id: string,
    reason: DisabledBy,
  ): Promise<WebhookRow | undefined> {
    const row = await store.disable(tx, id, reason);
    if (row !== undefined)
      await events.append(tx, webhookEvents.disabled, {
        subjectId: id,
        payload: { id, version: row.version, reason },
        actor,
      });
    return row;
  }

  /** Validates an input and converts it to columns. Throws invalid-request and unknown-reference. */
  async function toColumns(input: WebhookInput, before: WebhookRow | undefined) {
    checkUrl(targetFault(input.url, { allowPrivate }));
    checkTypes(input.types, knownTypes);
    const storedFilter = (before?.filter ?? {}) as Filter;
    const { section, person, ...rest } = input.filter ?? {};
    const resolvedFilter: Filter = { ...rest };
    if (section !== undefined)
      resolvedFilter.section =
        section === storedFilter.section
          ? section
          : (await dependencies.sections.requireSection(database, section, { pointer: '/filter/section' })).id;
    if (person !== undefined)
      resolvedFilter.person = person === storedFilter.person ? person : await requirePerson(person);
    return {
      url: input.url,
      types: [...new Set(input.types)],
      filter: Object.values(resolvedFilter).some((value) => value !== undefined) ? resolvedFilter : null,
      description: input.description ?? null,
    };
  }

  async function requirePerson(ref: string): Promise<string> {
    const id = await dependencies.people.find(ref);
    if (id === undefined) throw unknownPeople([{ ref, place: { pointer: '/filter/person' } }]);
    return id;
  }

  const sender = createDeliverySender({
    signals,
    poster: webhookPoster,
    timeoutMs,
    attempts: attemptStore(database, signals),
    secrets,
    disable: (id, reason) => disable(systemActor, id, reason),
    log,
  });

  return {
    list,
    get,
    create,
    patch,
    remove,
    rotate,
    ...deliveryService({
      ...{ database, webhooks: store, deliveries, log: eventLog, messagesFor },
      ...{ poster: webhookPoster, secrets, retentionDays: dependencies.retentionDays },
    }),
    consumer: createDeliveryConsumer({ webhooks: store, deliveries, log: eventLog, messagesFor, disable }),
    ...sender,
  };
}

export type WebhookService = ReturnType<typeof webhookService>;

function toInput({ url, types, filter, description, disabledAt }: WebhookRow) {
  return { url, types, filter: filter as Filter | null, description, enabled: disabledAt === null };
}

function toWebhook(row: WebhookRow): Webhook {
  const { id, url, types, description, version, createdBy } = row;
  return {
    id,
    url,
    types,
    filter: row.filter as Filter | null,
    description,
    scopes: row.scopes as Scope[],
    enabled: row.disabledAt === null,
    disabledReason: row.disabledReason as DisabledBy | null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil:
      row.previousUntil !== null && row.previousUntil > new Date() ? row.previousUntil.toISOString() : null,
    version,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
