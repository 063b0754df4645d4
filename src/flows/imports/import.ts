import { type ArticleService, ExternalArticleInput } from '../../content/articles/index.js';
import type { ArrivingComment, CommentService } from '../../content/comments/index.js';
import type { CorrectionService } from '../../content/corrections/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { slugTaken } from '../../content/slugs/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import { Problem } from '../../platform/http/index.js';
import { directory } from './directory.js';
import type { Draft, NaturalKey, Read } from './draft.js';
import { type ImportReport, tally } from './report.js';

/** What becomes of stories that are here: they are brought to what the file says, left alone, or refused. */
export const MODES = ['upsert', 'create', 'skip'] as const;
export type Mode = (typeof MODES)[number];

/** Stories whose relations to later ones are remembered until the end. */
const mostPending = 50_000;

/** Comments that are taken in at once. */
const commentsAtOnce = 500;

/** What became of one item of a file. */
export type ItemOutcome = {
  /** Place among the items of the file, from 0; stories and what the format skipped alike. */
  index: number;
  from: string;
  pointer: string | null;
  key: NaturalKey | null;
  articleId: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed';
  /** Kebab-case and stable. */
  reason: string | null;
  /** For people. */
  detail: string | null;
  dropped: { what: string; reason: string }[];
  /** In a dry run, field by field what would change. */
  changes: { field: string; before: unknown; after: unknown }[] | null;
};

/** How an import goes on where an earlier run of it has ended. */
type Checkpoint = {
  /** Items that an earlier run has dealt with already: read, and passed over. */
  after: number;
  /** In the transaction that wrote them; undefined where nothing was written. */
  keep(tx: Transaction | undefined, outcomes: readonly ItemOutcome[]): Promise<void>;
  /** Ends the import between two items. */
  signal?: AbortSignal;
};

type Import = {
  newsroom: {
    articles: ArticleService;
    sections: SectionService;
    people: PersonService;
    comments: CommentService;
    corrections: CorrectionService;
  };
  actor: Actor;
  format: string;
  read: AsyncIterable<Read>;
  options: {
    mode: Mode;
    /** Says what would become of each, and writes nothing. */
    dryRun: boolean;
    /** Whether e-mail addresses of comments are kept. */
    keepAddresses: boolean;
    /** Where stories go that name no section: slugs from the top, as in `world/europe`. */
    section?: string | undefined;
  };
  checkpoint?: Checkpoint | undefined;
};

/**
 * Takes in stories one after the other, each with its sections, people and comments. The same file again changes nothing, and one that
 * was taken in up to the middle goes on there: a story is known by its key. What the desk refuses is reported and stops nothing.
 */
export async function importStories({
  newsroom,
  actor,
  format,
  read,
  options,
  checkpoint = { after: 0, keep: async () => {} },
}: Import): Promise<ImportReport> {
  const { articles, comments, corrections } = newsroom;
  const { sectionOf, peopleOf, made } = directory({ ...newsroom, actor });
  const path = options.section?.split('/').map((slug) => ({ slug, name: slug }));
  const fallback = path === undefined ? null : { path };
  const [failed, skipped, dropped] = [tally(), tally(), tally()];
  const counts = { created: 0, updated: 0, unchanged: 0, known: 0 };
  const commented = { created: 0, known: 0 };
  const pending: Pick<Draft, 'from' | 'key' | 'related' | 'status' | 'publishedAt'>[] = [];

  type Taken = Pick<ItemOutcome, 'articleId' | 'outcome' | 'reason' | 'detail'>;
  const taken = (
    outcome: Taken['outcome'],
    articleId: string | null,
    reason: string | null = null,
    detail: string | null = null,
  ): Taken => ({
    ...{ articleId, outcome, reason, detail },
  });

  async function take(draft: Draft): Promise<Taken> {
    const known = await articles.findExternal(draft.key.source, draft.key.id);
    if (known?.status === 'trashed') {
      const detail = 'It is in the trash here: restore it to bring it up to date.';
      skipped.add(draft.from, 'in-the-trash', detail);
      return taken('skipped', known.id, 'in-the-trash', detail);
    }
    if (known?.status === 'killed') {
      const detail = 'It was killed here: bring it back by unkill to bring it up to date.';
      skipped.add(draft.from, 'killed', detail);
      return taken('skipped', known.id, 'killed', detail);
    }
    if (known !== undefined && options.mode !== 'upsert') {
      const detail = 'It is here already.';
      if (options.mode === 'create') failed.add(draft.from, 'already-here', detail);
      else counts.known += 1;
      return taken(options.mode === 'create' ? 'failed' : 'skipped', known.id, 'already-here', detail);
    }
    if (options.dryRun) {
      ExternalArticleInput.parse(inputOf(draft, null, [], []));
      counts[known === undefined ? 'created' : 'known'] += 1;
      return known === undefined ? taken('created', null) : taken('updated', known.id);
    }
    const related = await relatedOf(draft);
    const place = draft.section ?? fallback;
    const section = place === null ? null : await sectionOf(place);
    const people = await peopleOf(draft.people, draft.publishedAt?.toISOString().slice(0, 10));
    const { article, outcome } = await put(
      draft.key,
      ExternalArticleInput.parse(inputOf(draft, section, people, related)),
    );
    counts[outcome] += 1;
    if (draft.status === 'trashed') await articles.trash(actor, article.id);
    if (related.length < draft.related.length) wait(draft);
    if (draft.corrections !== undefined) await corrections.takeIn(actor, article.id, draft.corrections);
    await takeComments(draft, article.id);
    for (const { what, reason } of draft.dropped) dropped.add(`${draft.from}: ${what}`, reason, reason);
    return taken(outcome, article.id);
  }

  function wait({ from, key, related, status, publishedAt }: Draft): void {
    if (pending.length < mostPending) pending.push({ from, key, related, status, publishedAt });
  }

  /** A slug that another story has here is left to that one. */
  async function put(key: Draft['key'], input: ExternalArticleInput): ReturnType<ArticleService['putExternal']> {
    try {
      return await articles.putExternal(actor, key, input);
    } catch (error) {
      if (input.slug === undefined || !(error instanceof Problem) || error.definition !== slugTaken) throw error;
      const { slug: _, ...rest } = input;
      return articles.putExternal(actor, key, rest);
    }
  }

  async function relatedOf({ related }: Pick<Draft, 'related'>): Promise<string[]> {
    const ids: string[] = [];
    for (const { source, id } of related) {
      const story = await articles.findExternal(source, id);
      if (story !== undefined) ids.push(story.id);
    }
    return ids;
  }

  async function takeComments(draft: Draft, articleId: string): Promise<void> {
    const records = draft.comments.map(
      ({ key, parentKey, ...comment }): ArrivingComment => ({
        ...comment,
        from: `${draft.from}, comment ${key}`,
        source: draft.key.source,
        sourceId: key,
        parentSourceId: parentKey,
        article: { ids: [articleId], externalIds: [], slugs: [] },
        editedAt: null,
        deletedAt: null,
      }),
    );
    for (let at = 0; at < records.length; at += commentsAtOnce) {
      const some = records.slice(at, at + commentsAtOnce);
      let outcomes = await comments.importRecords(actor, some, options);
      const lost = some.filter((_, index) => outcomes[index] === 'no-parent');
      if (lost.length > 0) {
        const tops = lost.map((record) => ({ ...record, parentSourceId: null }));
        outcomes = [
          ...outcomes.filter((outcome) => outcome !== 'no-parent'),
          ...(await comments.importRecords(actor, tops, options)),
        ];
      }
      commented.created += outcomes.filter((outcome) => outcome === 'created').length;
      commented.known += outcomes.filter((outcome) => outcome === 'known').length;
    }
  }

  /** Does something with a story, and reports what the desk refuses. @returns why it did */
  async function attempt<Result>(from: string, work: () => Promise<Result>): Promise<Result | Refusal> {
    try {
      return await work();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      failed.add(`${from}: ${refusal.detail}`, refusal.code, refusal.title);
      return refusal;
    }
  }

  async function outcomeOf(one: Read, index: number): Promise<ItemOutcome> {
    const nothing = { index, key: null, articleId: null, dropped: [], changes: null };
    if (one.kind === 'skipped') {
      const { from, pointer, reason, detail } = one;
      skipped.add(from, reason, detail);
      return { ...nothing, from, pointer, outcome: 'skipped', reason, detail };
    }
    const { from, key } = one.draft;
    const result = await attempt(from, () => take(one.draft));
    if ('code' in result)
      return { ...nothing, from, pointer: null, key, outcome: 'failed', reason: result.code, detail: result.detail };
    return { ...nothing, from, pointer: null, key, ...result, dropped: one.draft.dropped.map((what) => ({ ...what })) };
  }

  let index = -1;
  for await (const one of read) {
    if (checkpoint.signal?.aborted) break;
    index += 1;
    if (index >= checkpoint.after) await checkpoint.keep(undefined, [await outcomeOf(one, index)]);
    // A story that an earlier run has taken in may be related to one that only this run does.
    else if (one.kind === 'draft' && one.draft.related.length > 0) wait(one.draft);
  }
  if (checkpoint.signal?.aborted) pending.length = 0;
  for (const { from, key, related, status, publishedAt } of pending) {
    await attempt(from, async () => {
      const story = await articles.findExternal(key.source, key.id);
      if (story === undefined || story.status === 'trashed' || story.status === 'killed') return;
      await articles.patch(actor, story.id, { related: await relatedOf({ related }) }, undefined);
      // What is published is a copy: readers see the relations with the next one.
      if (status === 'published' && publishedAt !== null)
        await articles.publish(actor, story.id, undefined, publishedAt);
    });
  }
  return {
    format,
    ...counts,
    ...made,
    comments: commented,
    failed: failed.all(),
    skipped: skipped.all(),
    dropped: dropped.all(),
  };
}

type Refusal = { code: string; title: string; detail: string };

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Problem) {
    const { code, title } = error.definition;
    return { code, title, detail: error.detail };
  }
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (!Array.isArray(issues)) return undefined;
  const detail = issues.map(({ path, message }) => `/${path.map(String).join('/')} ${message}`).join('; ');
  return { code: 'does-not-fit', title: 'The desk does not take it as it is', detail };
}

/** A draft as it is sent to the desk. */
function inputOf(draft: Draft, section: string | null, people: readonly string[], related: readonly string[]): object {
  const named = draft.people.map(({ relation, titleAsPrinted }, index) => ({
    person: people[index],
    relation,
    titleAsPrinted,
  }));
  // Two names of one person are one person of the story.
  const once = new Map(named.map((person) => [`${person.person} ${person.relation}`, person]));
  const given = <Value>(name: string, value: Value | null) => (value === null ? {} : { [name]: value });
  return {
    headline: draft.headline,
    standfirst: draft.standfirst,
    body: draft.body,
    dateline: draft.dateline,
    section,
    tags: [...draft.tags],
    people: people.length === 0 ? [] : [...once.values()],
    sources: draft.sources.map((source) => ({ ...source })),
    related: [...related],
    leadImage: draft.leadImage,
    seo: draft.seo,
    ...(draft.otherKeys === undefined ? {} : { externalIds: draft.otherKeys.map((one) => ({ ...one })) }),
    ...given('slug', draft.slug),
    ...given('type', draft.type),
    ...given('lang', draft.lang),
    ...given('commentsOpen', draft.commentsOpen),
    ...(draft.status === 'published' && draft.publishedAt !== null
      ? { publishedAt: draft.publishedAt.toISOString() }
      : {}),
  };
}
