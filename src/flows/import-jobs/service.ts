import { v7 as uuid } from 'uuid';
import type { SectionService } from '../../content/sections/index.js';
import type { Holder } from '../../content/tokens/index.js';
import { type Actor, hasScope, requireNoSectionLimit, requireScope } from '../../platform/auth/index.js';
import type { Signals } from '../../platform/background/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { charsetOf, formatNames, formatOf } from '../imports/index.js';
import { importEvents } from './events.js';
import { itemStore } from './items.store.js';
import { leaseStore } from './leases.store.js';
import { importNotOver, importOver, unknownFormat } from './rules.js';
import { createImportRunner, type ImportServices, toEventPayload } from './runner.js';
import type { ImportItem, ImportItemListQuery, ImportJob, ImportListQuery, ImportQuery } from './schemas.js';
import { spoolStore } from './spool.store.js';
import { type JobRow, jobStore } from './store.js';
import { decompress, receiveUpload, type Upload } from './upload.js';

type Limits = { maxBytes: number; retentionDays: number; leaseSeconds: number };

type Dependencies = {
  database: Database;
  signals: Pick<Signals, 'raise'>;
  events: Events;
  content: ImportServices;
  sections: Pick<SectionService, 'requireSection'>;
  findActor(holder: Holder): Promise<Actor | undefined>;
  isGood(tx: Transaction, holder: Holder): Promise<boolean>;
  limits?: Limits | undefined;
  log?: { warn(details: object, message: string): void } | undefined;
};

const defaultLimits: Limits = { maxBytes: 2 * 1024 ** 3, retentionDays: 30, leaseSeconds: 15 };

export function importJobs({
  database,
  signals,
  events,
  content,
  sections,
  findActor,
  isGood,
  limits = defaultLimits,
  log,
}: Dependencies) {
  const jobs = jobStore(database, signals);
  const leases = leaseStore(database, signals);
  const items = itemStore(database);
  const spool = spoolStore(database);

  /**
   * Receives a file and enqueues its import, which runs later in any process, with the rights of the actor.
   *
   * @throws forbidden, unknown-reference, unknown-format, too-large, request-timeout, invalid-request
   */
  async function start(actor: Actor, query: ImportQuery, upload: Upload, type: string | undefined): Promise<ImportJob> {
    // The scope `import` alone does not permit reading or writing articles.
    requireScope(actor, query.dryRun ? 'content:read' : 'content:write');
    const { mode, media, dryRun, source = null, siteUrl = null, keepAddresses, name = null } = query;
    const section =
      query.section === undefined
        ? null
        : (await sections.requireSection(database, query.section, { parameter: 'section' })).path;
    const bytes = decompress(upload);
    const { tokenId, userId } = actor;
    const id = uuid();
    await jobs.createReceiving({
      ...{ id, mode, media, dryRun, source, siteUrl, section, keepAddresses, name },
      ...{ tokenId, userId, actor: actor.name, scopes: [...actor.scopes] },
    });
    try {
      const format = await receiveUpload(bytes, {
        maxBytes: limits.maxBytes,
        charset: charsetOf(type),
        detectFormat: (head) => query.format ?? formatOf(head, name, type),
        async store(position, chunk) {
          if (!(await spool.add(id, position, chunk)))
            throw problems.conflict('The upload stalled for too long and was abandoned. Send the file again.');
        },
      });
      if (format === undefined)
        throw unknownFormat(
          `Neither the content nor the name of the file shows its format. It is in none of these formats: ${formatNames}. Send the query parameter \`format\`.`,
        );
      return toImportJob(await database.transaction(actor, (tx) => jobs.enqueue(tx, id, format)));
    } catch (error) {
      await spool.remove(id);
      await jobs.remove(id);
      throw error;
    }
  }

  async function list(query: ImportListQuery): Promise<Page<ImportJob>> {
    const page = await jobs.list(query);
    return { ...page, data: page.data.map(toImportJob) };
  }

  const get = async (id: string): Promise<ImportJob> => toImportJob(requireRow(await jobs.find(id)));

  /** Lists the items of an import. Without the scope content:read, `changes` is null. */
  async function listItems(actor: Actor, id: string, query: ImportItemListQuery): Promise<Page<ImportItem>> {
    requireRow(await jobs.find(id));
    const page = await items.list(id, query);
    if (hasScope(actor, 'content:read')) return page;
    return { ...page, data: page.data.map((item) => ({ ...item, changes: null })) };
  }

  /** Cancels an import. Nothing more of it is written; the articles it has imported are kept. */
  async function cancel(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<ImportJob> {
    const job = await database.transaction(actor, async (tx) => {
      const before = requireRow(await jobs.lock(tx, id));
      checkStartedBy(actor, before);
      checkPreconditions(preconditions, before.version);
      if (isOver(before)) throw importOver(`The import has the status "${before.status}", so it cannot be cancelled.`);
      const row = requireRow(await jobs.end(tx, id, { status: 'cancelled' }));
      await events.append(tx, importEvents.cancelled, { subjectId: id, payload: toEventPayload(row), actor });
      return toImportJob(row);
    });
    await spool.remove(id);
    return job;
  }

  /** Deletes an import that has ended, and the outcomes of its items. The articles are kept. */
  async function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    const row = requireRow(await jobs.find(id));
    checkStartedBy(actor, row);
    checkPreconditions(preconditions, row.version);
    if (!isOver(row)) throw importNotOver(`The import has the status "${row.status}". Cancel it before you delete it.`);
    await jobs.remove(id);
  }

  const runner = createImportRunner({ ...limits, database, jobs, leases, events, content, findActor, isGood, log });

  return { start, list, get, listItems, cancel, remove, ...runner, maxBytes: limits.maxBytes };
}

export type ImportJobs = ReturnType<typeof importJobs>;

const isOver = ({ status }: JobRow) => status !== 'queued' && status !== 'running';

/** Checks that an actor who is limited to sections started an import: that of another may change other sections. */
function checkStartedBy(actor: Actor, { tokenId, userId }: JobRow): void {
  const isStarter = actor.userId === null ? actor.tokenId === tokenId : actor.userId === userId;
  if (!isStarter) requireNoSectionLimit(actor);
}

function requireRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw problems.notFound('The import does not exist. It may have been deleted.');
  return row;
}

function toImportJob(row: JobRow): ImportJob {
  const { tokenId: _, userId: _____, scopes: __, attempts: ___, keepAddresses: ____, actor, ...job } = row;
  return {
    ...job,
    status: job.status as ImportJob['status'],
    createdBy: actor,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
