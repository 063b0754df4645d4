import { fileURLToPath } from 'node:url';
import {
  articleEvents,
  articleService,
  personArticles,
  plannedInvalidationTracker,
  publicationStore,
  revisionRetention,
  sectionArticles,
  siteOf,
} from './content/articles/index.js';
import { auditService } from './content/audit/index.js';
import { commentEvents, commentPolicyEvents, commentService, privacyEvents } from './content/comments/index.js';
import { correctionEvents, correctionService } from './content/corrections/index.js';
import { listEvents, listService } from './content/lists/index.js';
import { lockEvents, lockService } from './content/locks/index.js';
import { mentionEvents, mentionService, personMentions } from './content/mentions/index.js';
import { personEvents, personService } from './content/people/index.js';
import { previewEvents, previewService } from './content/previews/index.js';
import { sectionEvents, sectionService } from './content/sections/index.js';
import { tokenEvents, tokenService } from './content/tokens/index.js';
import { bulkService } from './flows/bulk/index.js';
import { changeService } from './flows/changes/index.js';
import { commentNotices } from './flows/comment-notices/index.js';
import { akismet } from './flows/comment-scoring/index.js';
import { loadDemo } from './flows/demo/index.js';
import { feedService, sitemapService } from './flows/feeds/index.js';
import { importEvents, importJobs } from './flows/import-jobs/index.js';
import { mentionLinking } from './flows/mentions/index.js';
import { createPurgeConsumer } from './flows/shared-caches/index.js';
import { webhookEvents, webhookService } from './flows/webhooks/index.js';
import { createSignals, type EventConsumer, signal } from './platform/background/index.js';
import type { PlannedInvalidations } from './platform/cache/index.js';
import type { Config } from './platform/config.js';
import { type Database, lockUntilCommit, noRequest, type Session, schemaCheck } from './platform/db/index.js';
import { ALL_RESPONSES, createOutbox, type EventDefinition } from './platform/events/index.js';

// From here it is one level up in the source as in what is built, where all modules lie in one folder.
export const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const demoDir = fileURLToPath(new URL('../prisma/demo', import.meta.url));

/** Every kind of event that there is. */
export const allEventDefinitions = [
  articleEvents,
  commentEvents,
  commentPolicyEvents,
  correctionEvents,
  importEvents,
  listEvents,
  lockEvents,
  mentionEvents,
  personEvents,
  previewEvents,
  privacyEvents,
  sectionEvents,
  tokenEvents,
  webhookEvents,
].flatMap((definitions) => Object.values(definitions) as EventDefinition[]);

type NewsroomOptions = Partial<
  Pick<
    Config,
    | 'adminToken'
    | 'rateLimit'
    | 'sharedCache'
    | 'publicUrl'
    | 'articleUrl'
    | 'akismet'
    | 'mail'
    | 'commentRetention'
    | 'imports'
    | 'logRetention'
    | 'maxEventStreams'
    | 'webhooks'
    | 'trashRetentionDays'
    | 'revisionRetention'
  >
> & {
  /** Seals and signs. */
  secret: string;
  /** Hears, after each change that this process has made, which public answers are out of date. */
  onStale?: (tags: readonly string[]) => void;
  /** Hears which public answers will be out of date when, and undefined while that is not known. */
  setPlannedInvalidations?: (invalidations: PlannedInvalidations | undefined) => void;
  /** What the time is, where that is not what the machine says. */
  clock?: () => Date;
  /** Hears of what goes wrong without anybody waiting for it. */
  log?: { warn(details: object, message: string): void };
};

/** Puts the newsroom together: each service is handed what it needs. */
export function createNewsroom(database: Database, options: NewsroomOptions) {
  const { secret, adminToken, rateLimit = true, sharedCache, onStale = () => {}, setPlannedInvalidations } = options;
  const signals = createSignals(database);
  const events = createOutbox(signals, (tags) => {
    handleInvalidation(tags);
    onStale(tags);
  });
  const site = siteOf(options);
  const { trashRetentionDays = 0, clock = () => new Date() } = options;
  const {
    akismet: akismetOptions,
    mail,
    log,
    publicUrl = '',
    articleUrl,
    commentRetention,
    revisionRetention: revisionLimits,
  } = options;
  const scorer = akismetOptions === undefined ? undefined : akismet({ ...akismetOptions, site: publicUrl, articleUrl });
  /** What editors own, over a database or over one transaction of it. */
  const createContentServices = (session: Session) => {
    const links = { articles: personArticles, mentions: personMentions };
    const people = personService({ database: session, events, links });
    const sections = sectionService({ database: session, events, articles: sectionArticles });
    const articles = articleService({ database: session, events, site, trashRetentionDays, clock });
    const comments = commentService({
      database: session,
      events,
      articles,
      secret,
      limitAuthors: rateLimit,
      retentionDays: commentRetention ?? { spamDays: 0, rejectedDays: 0 },
      scorer,
    });
    const corrections = correctionService({ database: session, events, articles });
    const lists = listService({ database: session, events, articles, sections });
    return { people, sections, articles, comments, corrections, lists };
  };
  const content = createContentServices(database);
  const { people, sections, articles, comments } = content;
  const plannedInvalidations =
    setPlannedInvalidations === undefined
      ? undefined
      : plannedInvalidationTracker({ findPlannedChanges: articles.findPlannedChanges, setPlannedInvalidations });
  const mentions = mentionService({ database, events, articles, people, publications: publicationStore });
  const linkingService = mentionLinking({ database, signals, mentions, articles });
  /** Hears, by the names of public answers, what other processes have changed. */
  const handleInvalidation = (tags: readonly string[]) => {
    if (tags.includes('people') || tags.includes(ALL_RESPONSES)) linkingService.expire();
    plannedInvalidations?.handleInvalidation(tags);
  };
  const locks = lockService({ database, events, articles });
  const previews = previewService({ database, events, articles, base: publicUrl });
  const noticeConsumer =
    mail === undefined ? undefined : commentNotices({ notices: comments.notices, mail, publicUrl, articleUrl, log });
  const tokens = tokenService({ database, events, adminToken });
  const { logRetention = { eventDays: 0, auditDays: 0 }, maxEventStreams = 2_000 } = options;
  const failureLog = { error: (details: object, message: string) => log?.warn(details, message) };
  const audit = auditService({ database, retentionDays: logRetention.auditDays, log: failureLog });
  const changes = changeService({
    database,
    secret,
    definitions: allEventDefinitions,
    filterValidTokens: tokens.filterValid,
    limits: { maxStreams: maxEventStreams, isPerAddress: rateLimit },
    retentionDays: logRetention.eventDays,
    consumers: () => consumers.map(({ name }) => name),
    signals,
    log: failureLog,
  });
  const webhooks = webhookService({
    database,
    signals,
    events,
    definitions: allEventDefinitions,
    sections,
    people,
    isGoodToken: tokens.isGood,
    secret,
    ...(options.webhooks ?? { allowPrivate: false, timeoutMs: 10_000, retentionDays: 30 }),
    log,
  });
  const consumers: readonly EventConsumer[] = [
    linkingService.consumer,
    ...(noticeConsumer === undefined ? [] : [noticeConsumer]),
    ...(sharedCache === undefined ? [] : [createPurgeConsumer(sharedCache, allEventDefinitions)]),
    webhooks.consumer,
  ];
  const imports = importJobs({
    database,
    signals,
    events,
    content,
    sections,
    findActor: tokens.findActor,
    isGood: tokens.isGood,
    limits: options.imports,
    log,
  });
  return {
    ...content,
    mentions,
    locks,
    previews,
    tokens,
    linking: linkingService,
    feeds: feedService({ articles, sections, people, site }),
    sitemaps: sitemapService({ database, site }),
    imports,
    bulk: bulkService({
      content,
      runAtomically: (writer, work) =>
        database.runAtomically(writer, async (session) => {
          const result = await work(createContentServices(session));
          await session.transaction(noRequest, async (tx) => tx.afterCommit(() => signals.raise(signal.events)));
          return result;
        }),
      base: publicUrl,
      log,
    }),
    changes,
    audit,
    webhooks,
    /** Every kind of event that there is. */
    eventDefinitions: allEventDefinitions,
    /** What follows from events. */
    consumers,
    /** What waits in tables, for whichever process comes first. */
    queues: [articles.timetable, webhooks.queue, imports.queue],
    /** What is done now and then. */
    jobs: [
      changes.retention,
      audit.retention,
      previews.expiry,
      articles.trashRetention,
      comments.addressSealingJob,
      comments.retention,
      webhooks.retention,
      imports.cleanupJob,
      ...(revisionLimits === undefined ? [] : [revisionRetention(database, revisionLimits)]),
    ],
    /** Says what is missing in the database. */
    schemaCheck: schemaCheck(database, migrationsDir),
    /** By which processes wake one another. */
    signals,
    handleInvalidation,
    /** Ends what works in the background. */
    async close() {
      noticeConsumer?.close();
      plannedInvalidations?.close();
      await changes.close();
      await audit.close();
      await webhooks.close();
      await linkingService.close();
      await signals.flush();
    },
    /** Loads the demo newsroom, all of it or nothing, unless there is content already. @returns whether it did */
    loadDemo: () =>
      database.runAtomically(noRequest, async (session) => {
        await lockUntilCommit(session, 'firstStart');
        const contentServices = createContentServices(session);
        if (!(await contentServices.sections.isEmpty())) return false;
        await loadDemo(demoDir, contentServices);
        return true;
      }),
  };
}

/** Everything that the newsroom can do, without HTTP. */
export type Newsroom = ReturnType<typeof createNewsroom>;
