import { fileURLToPath } from 'node:url';
import {
  articleService,
  assetArticles,
  personArticles,
  publicationStore,
  revisionRetention,
  sectionArticles,
  siteOf,
} from './content/articles/index.js';
import { assetService, countAssetsOfPerson, personAssets } from './content/assets/index.js';
import { auditService } from './content/audit/index.js';
import { commentService } from './content/comments/index.js';
import { correctionService } from './content/corrections/index.js';
import { listService, listsNamingPerson, listsNamingSection } from './content/lists/index.js';
import { lockService } from './content/locks/index.js';
import { mentionService, personMentions } from './content/mentions/index.js';
import { personService } from './content/people/index.js';
import { previewService } from './content/previews/index.js';
import { roleService } from './content/roles/index.js';
import { sectionService } from './content/sections/index.js';
import { signInService } from './content/sign-in/index.js';
import { isId } from './content/slugs/index.js';
import { tokenService } from './content/tokens/index.js';
import { personUsers, userService } from './content/users/index.js';
import { allEventDefinitions } from './event-definitions.js';
import { bulkService } from './flows/bulk/index.js';
import { changeService } from './flows/changes/index.js';
import { commentNotices } from './flows/comment-notices/index.js';
import { akismet } from './flows/comment-scoring/index.js';
import { loadDemo } from './flows/demo/index.js';
import { feedService, sitemapService } from './flows/feeds/index.js';
import { importJobs } from './flows/import-jobs/index.js';
import { mediaFileService } from './flows/media-files/index.js';
import { mentionLinkingService } from './flows/mentions/index.js';
import { createPurgeConsumer } from './flows/shared-caches/index.js';
import { webhookService } from './flows/webhooks/index.js';
import { defaultMedia, type NewsroomOptions } from './newsroom-options.js';
import { createSignals, type EventConsumer, signal } from './platform/background/index.js';
import { type Database, lockUntilCommit, noRequest, type Session, schemaCheck } from './platform/db/index.js';
import { ALL_RESPONSES, createOutbox } from './platform/events/index.js';
import { publicPlans } from './platform/plans/index.js';
import { createStorage } from './platform/storage/index.js';

// The relative path is the same in src and in dist, where all modules are in one folder.
export const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const demoDir = fileURLToPath(new URL('../prisma/demo', import.meta.url));

/** Creates the services of a newsroom and connects them. */
export function createNewsroom(database: Database, options: NewsroomOptions) {
  const { secret, adminToken, rateLimit = true, sharedCache, onStale = () => {}, setPlannedInvalidations } = options;
  const signals = createSignals(database);
  const events = createOutbox(signals, (tags) => {
    handleInvalidation(tags);
    onStale(tags);
  });
  const { media = defaultMedia } = options;
  const site = siteOf({ ...options, mediaUrl: media.url });
  const { isDirectoryPublic: isPublicByDefault = false, isReviewRequired = false } = options;
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
  /** Creates the services of editorial content for a database, or for one transaction. */
  const createContentServices = (session: Session) => {
    const links = { articles: personArticles, mentions: personMentions, users: personUsers, assets: personAssets };
    const directory = { database: session, events, isPublicByDefault };
    const peopleUses = { links, listsNaming: listsNamingPerson, countAssets: countAssetsOfPerson };
    const people = personService({ ...directory, ...peopleUses });
    const sections = sectionService({ ...directory, articles: sectionArticles, listsNaming: listsNamingSection });
    const articles = articleService({
      database: session,
      events,
      site,
      trashRetentionDays,
      isReviewRequired,
      clock,
    });
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
    const lists = listService({ database: session, events, articles, sections, mediaUrl: site.mediaUrl });
    return { people, sections, articles, comments, corrections, lists };
  };
  const content = createContentServices(database);
  const { people, sections, articles, comments } = content;
  const storage = createStorage(media.storage, log);
  const assets = assetService({ ...media, database, events, storage, articles: assetArticles });
  const plans = publicPlans({ sources: [articles.plans, assets.plans], setPlannedInvalidations, clock });
  const mentions = mentionService({ database, events, articles, people, publications: publicationStore });
  const checkSchema = schemaCheck(database, migrationsDir);
  const linkingService = mentionLinkingService({ database, signals, mentions, articles });
  /** Handles the tags of public responses that other processes have made stale. */
  const handleInvalidation = (tags: readonly string[]) => {
    if (tags.includes(ALL_RESPONSES)) linkingService.expire(undefined);
    else if (tags.includes('people')) linkingService.expire(tags.filter(isId));
    plans.handleInvalidation(tags);
  };
  const locks = lockService({ database, events, articles });
  const noticeConsumer =
    mail === undefined ? undefined : commentNotices({ notices: comments.notices, mail, publicUrl, articleUrl, log });
  const tokens = tokenService({ database, events, adminToken });
  const previews = previewService({ database, events, articles, tokens, base: publicUrl, mediaUrl: site.mediaUrl });
  const users = userService({ database, events, revokeTokensOf: tokens.revokeTokensOf });
  const signIn = signInService({ database, events, users, tokens, secret, settings: options, log });
  const { logRetention = { eventDays: 0, auditDays: 0 }, maxEventStreams = 2_000 } = options;
  const failureLog = { error: (details: object, message: string) => log?.warn(details, message) };
  const audit = auditService({ database, retentionDays: logRetention.auditDays, log: failureLog });
  const changes = changeService({
    database,
    secret,
    definitions: allEventDefinitions,
    filterUnchanged: tokens.filterUnchanged,
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
    isGood: tokens.isGood,
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
    content: { ...content, assets },
    sections,
    findActor: tokens.findActor,
    isGood: tokens.isGood,
    limits: options.imports,
    log,
  });
  return {
    ...content,
    assets,
    mediaFiles: mediaFileService({ ...assets, database, storage, settings: media.storage }),
    mentions,
    locks,
    previews,
    tokens,
    users,
    signIn,
    roles: roleService({ database, events }),
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
    eventDefinitions: allEventDefinitions,
    consumers,
    /** Work that waits in tables until a process claims it. */
    queues: [articles.plans.queue, assets.plans.queue, webhooks.queue, imports.queue],
    /** Jobs that run at intervals. */
    jobs: [
      changes.retention,
      audit.retention,
      previews.expiry,
      signIn.linkExpiry,
      tokens.sessionRetention,
      articles.trashRetention,
      comments.addressSealingJob,
      comments.retention,
      webhooks.retention,
      imports.cleanupJob,
      assets.incompleteFileCleanup,
      assets.resumableUploads.cleanupJob,
      ...(revisionLimits === undefined
        ? []
        : [revisionRetention(database, { ...revisionLimits, keepsUnpublished: isReviewRequired })]),
    ],
    /** Returns what is missing in the schema of the database, or undefined. */
    schemaCheck: checkSchema,
    /** Returns why the newsroom is not ready, or undefined if it is. Waits until the linker knows the directory. */
    async checkReadiness(): Promise<string | undefined> {
      await linkingService.waitUntilWarm();
      return checkSchema();
    },
    /** The signals by which processes wake one another. */
    signals,
    handleInvalidation,
    /** Carries out due plans before a public read. */
    carryOutDuePlans: plans.carryOutDue,
    /** Stops all background work of the services. */
    async close() {
      noticeConsumer?.close();
      await signIn.close();
      plans.close();
      await changes.close();
      await audit.close();
      await webhooks.close();
      await linkingService.close();
      await signals.flush();
    },
    /** Loads the demo newsroom in one transaction if the database has no content. Returns whether it was loaded. */
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

/** All services of a newsroom, without HTTP. */
export type Newsroom = ReturnType<typeof createNewsroom>;
