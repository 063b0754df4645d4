import { fileURLToPath } from 'node:url';
import {
  articleEvents,
  articleService,
  foresight,
  newsstandStore,
  personArticles,
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
import { sharedCachePurging } from './flows/shared-caches/index.js';
import { webhookEvents, webhookService } from './flows/webhooks/index.js';
import { createSignals, type EventConsumer, signal } from './platform/background/index.js';
import type { Planned } from './platform/cache/index.js';
import type { Config } from './platform/config.js';
import { type Database, lockUntilCommit, noRequest, type Session, schemaCheck } from './platform/db/index.js';
import { EVERYTHING, type EventDefinition, outbox } from './platform/events/index.js';

// From here it is one level up in the source as in what is built, where all modules lie in one folder.
export const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const demoDir = fileURLToPath(new URL('../prisma/demo', import.meta.url));

/** Every kind of event that there is. */
export const allEvents = [
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
    | 'keepComments'
    | 'imports'
    | 'keepLogs'
    | 'eventStreams'
    | 'webhooks'
    | 'trashKeepDays'
    | 'keepRevisions'
  >
> & {
  /** Seals and signs. */
  secret: string;
  /** Hears, after each change that this process has made, which public answers are out of date. */
  onStale?: (tags: readonly string[]) => void;
  /** Hears which public answers will be out of date when, and undefined while that is not known. */
  foresee?: (planned: Planned | undefined) => void;
  /** What the time is, where that is not what the machine says. */
  clock?: () => Date;
  /** Hears of what goes wrong without anybody waiting for it. */
  log?: { warn(said: object, message: string): void };
};

/** Puts the newsroom together: each service is handed what it needs. */
export function createNewsroom(database: Database, options: NewsroomOptions) {
  const { secret, adminToken, rateLimit = true, sharedCache, onStale = () => {}, foresee } = options;
  const signals = createSignals(database);
  const events = outbox(signals, (tags) => {
    hear(tags);
    onStale(tags);
  });
  const site = siteOf(options);
  const { trashKeepDays = 0, clock = () => new Date() } = options;
  const { akismet: scoring, mail, log, publicUrl = '', articleUrl, keepComments: keep, keepRevisions } = options;
  const scorer = scoring === undefined ? undefined : akismet({ ...scoring, site: publicUrl, articleUrl });
  /** What editors own, over a database or over one transaction of it. */
  const contentOver = (over: Session) => {
    const links = { articles: personArticles, mentions: personMentions };
    const people = personService({ database: over, events, links });
    const sections = sectionService({ database: over, events, articles: sectionArticles });
    const articles = articleService({ database: over, events, site, trashKeepDays, clock });
    const comments = commentService({
      database: over,
      events,
      articles,
      secret,
      limitAuthors: rateLimit,
      keep: keep ?? { spamDays: 0, rejectedDays: 0 },
      scorer,
    });
    const corrections = correctionService({ database: over, events, articles });
    const lists = listService({ database: over, events, articles, sections });
    return { people, sections, articles, comments, corrections, lists };
  };
  const content = contentOver(database);
  const { people, sections, articles, comments } = content;
  const planned = foresee === undefined ? undefined : foresight({ planned: articles.planned, foresee });
  const mentions = mentionService({ database, events, articles, people, newsstand: newsstandStore });
  const linking = mentionLinking({ database, signals, mentions, articles });
  /** Hears, by the names of public answers, what other processes have changed. */
  const hear = (tags: readonly string[]) => {
    if (tags.includes('people') || tags.includes(EVERYTHING)) linking.expire();
    planned?.hear(tags);
  };
  const locks = lockService({ database, events, articles });
  const previews = previewService({ database, events, articles, base: publicUrl });
  const letters =
    mail === undefined ? undefined : commentNotices({ notices: comments.notices, mail, publicUrl, articleUrl, log });
  const tokens = tokenService({ database, events, adminToken });
  const { keepLogs = { eventDays: 0, auditDays: 0 }, eventStreams = 2_000 } = options;
  const failures = { error: (said: object, message: string) => log?.warn(said, message) };
  const audit = auditService({ database, keepDays: keepLogs.auditDays, log: failures });
  const changes = changeService({
    database,
    secret,
    definitions: allEvents,
    stillValid: tokens.stillValid,
    limits: { streams: eventStreams, byAddress: rateLimit },
    keepDays: keepLogs.eventDays,
    consumers: () => consumers.map(({ name }) => name),
    signals,
    log: failures,
  });
  const webhooks = webhookService({
    database,
    signals,
    events,
    definitions: allEvents,
    sections,
    people,
    isGoodToken: tokens.isGood,
    secret,
    ...(options.webhooks ?? { allowPrivate: false, timeout: 10_000, keepDays: 30 }),
    log,
  });
  const consumers: readonly EventConsumer[] = [
    linking.consumer,
    ...(letters === undefined ? [] : [letters]),
    ...(sharedCache === undefined ? [] : [sharedCachePurging(sharedCache, allEvents)]),
    webhooks.consumer,
  ];
  const imports = importJobs({
    database,
    signals,
    events,
    content,
    sections,
    bearer: tokens.bearer,
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
    linking,
    feeds: feedService({ articles, sections, people, site }),
    sitemaps: sitemapService({ database, site }),
    imports,
    bulk: bulkService({
      content,
      together: (writer, work) =>
        database.together(writer, async (inside) => {
          const result = await work(contentOver(inside));
          await inside.transaction(noRequest, async (tx) => tx.afterCommit(() => signals.raise(signal.events)));
          return result;
        }),
      base: publicUrl,
      log,
    }),
    changes,
    audit,
    webhooks,
    /** Every kind of event that there is. */
    eventDefinitions: allEvents,
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
      comments.sealing,
      comments.retention,
      webhooks.retention,
      imports.tidying,
      ...(keepRevisions === undefined ? [] : [revisionRetention(database, keepRevisions)]),
    ],
    /** Says what is missing in the database. */
    schemaCheck: schemaCheck(database, migrationsDir),
    /** By which processes wake one another. */
    signals,
    hear,
    /** Ends what works in the background. */
    async close() {
      letters?.close();
      planned?.close();
      await changes.close();
      await audit.close();
      await webhooks.close();
      await linking.close();
      await signals.flush();
    },
    /** Loads the demo newsroom, all of it or nothing, unless there is content already. @returns whether it did */
    loadDemo: () =>
      database.together(noRequest, async (inside) => {
        await lockUntilCommit(inside, 'firstStart');
        const own = contentOver(inside);
        if (!(await own.sections.isEmpty())) return false;
        await loadDemo(demoDir, own);
        return true;
      }),
  };
}

/** Everything that the newsroom can do, without HTTP. */
export type Newsroom = ReturnType<typeof createNewsroom>;
