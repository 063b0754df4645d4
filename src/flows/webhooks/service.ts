import { v7 as uuid } from 'uuid';
import { sealer } from '../../lib/sealed.js';
import { type Actor, holds, SCOPES, type Scope, system } from '../../platform/auth/index.js';
import type { PeriodicJob, Signals } from '../../platform/background/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { EventDefinition, Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import { poster, targetFault } from '../../platform/outgoing/index.js';
import type { Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import type { Delivery, DeliveryListQuery, Pinged, ReplayInput } from './deliveries.schemas.js';
import { type DeliveryRow, deliveryStore } from './deliveries.store.js';
import { attempt, delivering } from './delivering.js';
import { webhookEvents, webhookPing } from './events.js';
import { logStore } from './log.store.js';
import { bodyOf, messageWriter } from './messages.js';
import { triedFor } from './retry.rules.js';
import { checkTypes, checkUrl, mayManage, replayAtMost, replayTooLarge, webhookDisabled } from './rules.js';
import {
  type DisabledBy,
  type Filter,
  type NewWebhook,
  type RotateInput,
  type Webhook,
  WebhookInput,
  type WebhookListQuery,
} from './schemas.js';
import { newSecret } from './signing.js';
import { type Subscription, type WebhookRow, webhookStore } from './store.js';
import { telling } from './telling.js';

type Needs = {
  database: Database;
  signals: Pick<Signals, 'raise' | 'wake'>;
  events: Events;
  /** Every kind of event that the newsroom knows. */
  definitions: readonly EventDefinition[];
  sections: { mustFind(reader: Reader, ref: string, place: { pointer: string }): Promise<{ id: string }> };
  people: { find(ref: string): Promise<string | undefined> };
  /** Whether a token is good, and stays so until the transaction ends. */
  isGoodToken(tx: Transaction, id: string): Promise<boolean>;
  /** Seals the secrets. */
  secret: string;
  /** Lets messages go to private addresses, and over http. */
  allowPrivate: boolean;
  /** Time for an attempt. Milliseconds. */
  timeout: number;
  /** Days for which the log of deliveries is kept; 0 for ever. */
  keepDays: number;
  log?: { warn(said: object, message: string): void } | undefined;
};

/** Sealed, as they are stored. */
type Secrets = { secret: Uint8Array; previousSecret: Uint8Array | null; previousUntil: Date | null };

/** Messages that one statement queues in a replay, or deletes. */
const together = 1_000;

const hour = 60 * 60 * 1_000;

/** Tells others by HTTP what happens in the newsroom. */
export function webhookService(needs: Needs) {
  const { database, signals, events, definitions, allowPrivate, timeout, log } = needs;
  const store = webhookStore(database);
  const deliveries = deliveryStore(database, signals, triedFor);
  const logged = logStore(database);
  const messagesFor = messageWriter({ log: logged, definitions });
  const box = sealer(needs.secret, 'webhooks: secret');
  const post = poster({ allowPrivate, timeout });
  const known = definitions.map(({ type }) => type).sort();

  async function list(actor: Actor, query: WebhookListQuery): Promise<Page<Webhook>> {
    const page = await store.list(query, holds(actor, 'admin') ? undefined : (actor.tokenId ?? undefined));
    return { ...page, data: page.data.map(present) };
  }

  async function get(actor: Actor, id: string): Promise<Webhook> {
    return present(managed(actor, await store.find(database, id)));
  }

  async function create(actor: Actor, input: WebhookInput): Promise<NewWebhook> {
    const written = await checked(input, undefined);
    const secret = newSecret();
    return database.transaction(actor, async (tx) => {
      if (actor.tokenId !== null && !(await needs.isGoodToken(tx, actor.tokenId)))
        throw problems.unauthenticated('The token was revoked or has expired.');
      const row = await store.create(tx, {
        id: uuid(),
        ...written,
        scopes: SCOPES.filter((scope) => actor.scopes.has(scope)),
        tokenId: actor.tokenId,
        createdBy: actor.name,
        secret: box.seal(secret),
        disabledReason: input.enabled === false ? 'by-hand' : null,
      });
      await events.append(tx, webhookEvents.created, { subjectId: row.id, payload: row, actor });
      return { ...present(row), secret };
    });
  }

  async function patch(
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<Webhook> {
    const seen = managed(actor, await store.find(database, id));
    // Looked up before the transaction; what is stored already is not looked up again, and may be gone.
    const input = applyPatch(WebhookInput, asInput(seen), changes);
    const written = await checked(input, seen);
    return database.transaction(actor, async (tx) => {
      const before = managed(actor, await store.hold(tx, id));
      checkPreconditions(preconditions, before.version);
      if (before.version !== seen.version) throw problems.conflict('Somebody else has just changed the webhook.');
      let row = await store.update(tx, id, written);
      const payload = { id, version: row.version };
      const wasEnabled = before.disabledAt === null;
      if (input.enabled === true && !wasEnabled) row = await store.enable(tx, id);
      await events.append(tx, webhookEvents.updated, { subjectId: id, payload, actor });
      if (input.enabled === false && wasEnabled) row = (await turnOff(tx, actor, id, 'by-hand')) ?? row;
      return present(row);
    });
  }

  function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = managed(actor, await store.hold(tx, id));
      checkPreconditions(preconditions, row.version);
      await store.remove(tx, id);
      await events.append(tx, webhookEvents.deleted, { subjectId: id, payload: row, actor });
    });
  }

  /** Gives a webhook another secret; the one before signs as well for some hours. */
  function rotate(
    actor: Actor,
    id: string,
    { overlapHours }: RotateInput,
    preconditions: Preconditions | undefined,
  ): Promise<NewWebhook> {
    const secret = newSecret();
    return database.transaction(actor, async (tx) => {
      const before = managed(actor, await store.hold(tx, id));
      checkPreconditions(preconditions, before.version);
      const row = await store.rotate(tx, before, box.seal(secret), new Date(Date.now() + overlapHours * hour));
      await events.append(tx, webhookEvents.rotated, { subjectId: id, payload: row, actor });
      return { ...present(row), secret };
    });
  }

  async function deliveriesOf(actor: Actor, id: string, query: DeliveryListQuery): Promise<Page<Delivery>> {
    managed(actor, await store.find(database, id));
    const page = await deliveries.list(id, query);
    return { ...page, data: page.data.map(presentDelivery) };
  }

  async function replayOne(actor: Actor, id: string, delivery: string): Promise<Delivery> {
    enabled(managed(actor, await store.find(database, id)));
    const row = await database.transaction(actor, (tx) => deliveries.replay(tx, id, delivery));
    if (row === undefined) throw problems.notFound('There is no such delivery of this webhook.');
    return presentDelivery(row);
  }

  /** Sends a part of the log again: what the webhook asks for now, whether it was sent before or not. */
  async function replay(actor: Actor, id: string, { from, to, after }: ReplayInput): Promise<{ queued: number }> {
    const row = enabled(managed(actor, await store.find(database, id)));
    const span = {
      ...(after === undefined ? {} : { after }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const events = await logged.span(span, replayAtMost + 1);
    if (events.length > replayAtMost) throw replayTooLarge(`There are more than ${replayAtMost} events in this span.`);
    let queued = 0;
    for (let at = 0; at < events.length; at += together) {
      const messages = await messagesFor([{ ...subscriptionOf(row), since: '-1' }], events.slice(at, at + together));
      queued += await deliveries.requeue(messages);
    }
    return { queued };
  }

  async function ping(actor: Actor, id: string): Promise<Pinged> {
    const row = managed(actor, await store.find(database, id));
    const now = new Date();
    const message = { id: uuid(), url: row.url, body: bodyOf(webhookPing.type, now, { webhookId: id }) };
    const tried = await attempt(post, message, secretsOf(row, now));
    return { ...tried.attempt, id: message.id, delivered: tried.outcome.kind === 'taken' };
  }

  /** The secrets that sign at a time, the one that stays first; none where another SECRET_KEY has sealed them. */
  function secretsOf({ secret, previousSecret, previousUntil }: Secrets, now: Date): string[] {
    const overlaps = previousSecret !== null && previousUntil !== null && previousUntil > now;
    try {
      return [secret, ...(overlaps ? [previousSecret] : [])].map((sealed) => box.open(sealed));
    } catch {
      return [];
    }
  }

  async function disable(actor: Actor, id: string, reason: DisabledBy): Promise<void> {
    const row = await database.transaction(actor, (tx) => turnOff(tx, actor, id, reason));
    if (row !== undefined) log?.warn({ webhook: id, reason }, 'a webhook was disabled');
  }

  async function turnOff(
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

  /** What is to be stored of an input. @throws invalid-request, unknown-reference */
  async function checked(input: WebhookInput, before: WebhookRow | undefined) {
    checkUrl(targetFault(input.url, { allowPrivate }));
    checkTypes(input.types, known);
    const stored = (before?.filter ?? {}) as Filter;
    const { section, person, ...rest } = input.filter ?? {};
    const found: Filter = { ...rest };
    if (section !== undefined)
      found.section =
        section === stored.section
          ? section
          : (await needs.sections.mustFind(database, section, { pointer: '/filter/section' })).id;
    if (person !== undefined) found.person = person === stored.person ? person : await personOf(person);
    return {
      url: input.url,
      types: [...new Set(input.types)],
      filter: Object.values(found).some((value) => value !== undefined) ? found : null,
      description: input.description ?? null,
    };
  }

  async function personOf(ref: string): Promise<string> {
    const id = await needs.people.find(ref);
    if (id !== undefined) return id;
    const detail = `There is no person "${ref}".`;
    throw problems.unknownReference(detail, {
      errors: [{ pointer: '/filter/person', code: 'unknown-person', detail }],
    });
  }

  const retention: PeriodicJob = {
    name: 'webhook-log',
    everyMs: hour,
    async work() {
      if (needs.keepDays === 0) return 'idle';
      const forgotten = await deliveries.forget(new Date(Date.now() - needs.keepDays * 24 * hour), together);
      return forgotten === together ? 'more' : 'idle';
    },
  };

  const sending = delivering({
    signals,
    poster: post,
    timeout,
    deliveries,
    secretsOf,
    disable: (id, reason) => disable(system, id, reason),
    log,
  });

  return {
    list,
    get,
    create,
    patch,
    remove,
    rotate,
    deliveries: deliveriesOf,
    replayOne,
    replay,
    ping,
    consumer: telling({ webhooks: store, deliveries, log: logged, messagesFor, disable }),
    queue: sending.queue,
    retention,
    close: sending.close,
  };
}

export type WebhookService = ReturnType<typeof webhookService>;

/** @throws not-found for a webhook that there is not, or that is none of the actor's business */
function managed(actor: Actor, row: WebhookRow | undefined): WebhookRow {
  if (row === undefined || !mayManage(actor, row)) throw problems.notFound('There is no such webhook.');
  return row;
}

function enabled(row: WebhookRow): WebhookRow {
  if (row.disabledAt === null) return row;
  throw webhookDisabled('Enable the webhook before anything is sent to it again.');
}

function subscriptionOf({ id, types, filter, scopes, since }: WebhookRow): Subscription {
  return { id, types, scopes, since, filter: filter as Filter | null };
}

function asInput({ url, types, filter, description, disabledAt }: WebhookRow) {
  return { url, types, filter: filter as Filter | null, description, enabled: disabledAt === null };
}

function present(row: WebhookRow): Webhook {
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

function presentDelivery({ position, nextAttemptAt, deliveredAt, createdAt, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    position: Number(position),
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
