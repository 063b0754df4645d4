import { fileURLToPath } from 'node:url';
import {
  type ArticleService,
  articleEvents,
  articleService,
  foresight,
  newsstandStore,
  personArticles,
  revisionRetention,
  sectionArticles,
  siteOf,
} from './content/articles/index.js';
import { type AuditService, auditService } from './content/audit/index.js';
import {
  type CommentService,
  commentEvents,
  commentPolicyEvents,
  commentService,
  privacyEvents,
} from './content/comments/index.js';
import { type CorrectionService, correctionEvents, correctionService } from './content/corrections/index.js';
import { type ListService, listEvents, listService } from './content/lists/index.js';
import { type LockService, lockEvents, lockService } from './content/locks/index.js';
import { type MentionService, mentionEvents, mentionService, personMentions } from './content/mentions/index.js';
import { type PersonService, personEvents, personService } from './content/people/index.js';
import { type PreviewService, previewEvents, previewService } from './content/previews/index.js';
import { type SectionService, sectionEvents, sectionService } from './content/sections/index.js';
import { type TokenService, tokenEvents, tokenService } from './content/tokens/index.js';
import { type BulkService, bulkService } from './flows/bulk/index.js';
import { type ChangeService, changeService } from './flows/changes/index.js';
import { commentNotices } from './flows/comment-notices/index.js';
import { akismet } from './flows/comment-scoring/index.js';
import { loadDemo } from './flows/demo/index.js';
import { type FeedService, feedService, type SitemapService, sitemapService } from './flows/feeds/index.js';
import { type ImportJobs, importEvents, importJobs } from './flows/import-jobs/index.js';
import { type MentionLinking, mentionLinking } from './flows/mentions/index.js';
import { sharedCachePurging } from './flows/shared-caches/index.js';
import { type WebhookService, webhookEvents, webhookService } from './flows/webhooks/index.js';
import {
  createSignals,
  type EventConsumer,
  type PeriodicJob,
  type Queue,
  type Signals,
  signal,
} from './platform/background/index.js';
import type { Planned } from './platform/cache/index.js';
import type { Config } from './platform/config.js';
import {
  type Database,
  lockUntilCommit,
  noRequest,
  type SchemaCheck,
  type Session,
  schemaCheck,
} from './platform/db/index.js';
import { EVERYTHING, type EventDefinition, outbox } from './platform/events/index.js';

/** Everything that the newsroom can do, without HTTP. */
export type Newsroom = {
  sections: SectionService;
  people: PersonService;
  articles: ArticleService;
  comments: CommentService;
  corrections: CorrectionService;
  lists: ListService;
  mentions: MentionService;
  locks: LockService;
  previews: PreviewService;
  tokens: TokenService;
  linking: MentionLinking;
  feeds: FeedService;
  sitemaps: SitemapService;
  imports: ImportJobs;
  bulk: BulkService;
  changes: ChangeService;
  audit: AuditService;
  webhooks: WebhookService;
  /** Every kind of event that there is. */
  eventDefinitions: readonly EventDefinition[];
  /** What follows from events. */
  consumers: readonly EventConsumer[];
  /** What waits in tables, for whichever process comes first. */
  queues: readonly Queue[];
  /** What is done now and then. */
  jobs: readonly PeriodicJob[];
  /** By which processes wake one another. */
  signals: Signals;
  /** Says what is missing in the database. */
  schemaCheck: SchemaCheck;
  /** Hears, by the names of public answers, what other processes have changed. */
  hear(tags: readonly string[]): void;
  /** Ends what works in the background. */
  close(): Promise<void>;
  /** Loads the demo newsroom, all of it or nothing, unless there is content already. @returns whether it did */
  loadDemo(): Promise<boolean>;
};

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
export function createNewsroom(database: Database, options: NewsroomOptions): Newsroom {
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
    const people = personService({
      database: over,
      events,
      links: { articles: personArticles, mentions: personMentions },
    });
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
    return { people, sections, articles, comments };
  };
  const content = contentOver(database);
  const { people, sections, articles, comments } = content;
  const corrections = correctionService({ database, events, articles });
  const lists = listService({ database, events, articles, sections });
  const planned = foresee === undefined ? undefined : foresight({ planned: articles.planned, foresee });
  const mentions = mentionService({ database, events, articles, people, newsstand: newsstandStore });
  const linking = mentionLinking({ database, signals, mentions, articles });
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
    content: { ...content, corrections },
    sections,
    bearer: tokens.bearer,
    isGood: tokens.isGood,
    limits: options.imports,
    log,
  });
  return {
    sections,
    people,
    articles,
    comments,
    corrections,
    lists,
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
    eventDefinitions: allEvents,
    consumers,
    queues: [articles.timetable, webhooks.queue, imports.queue],
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
    schemaCheck: schemaCheck(database, migrationsDir),
    signals,
    hear,
    async close() {
      letters?.close();
      planned?.close();
      await changes.close();
      await audit.close();
      await webhooks.close();
      await linking.close();
      await signals.flush();
    },
    loadDemo: () =>
      database.together(noRequest, async (inside) => {
        await lockUntilCommit(inside, 'firstStart');
        const own = contentOver(inside);
        if (!(await own.sections.isEmpty())) return false;
        const corrections = correctionService({ database: inside, events, articles: own.articles });
        const lists = listService({ database: inside, events, articles: own.articles, sections: own.sections });
        await loadDemo(demoDir, { ...own, corrections, lists });
        return true;
      }),
  };
}
