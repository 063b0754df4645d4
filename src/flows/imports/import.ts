import { type ArticleService, ExternalArticleInput } from '../../content/articles/index.js';
import type { ArrivingComment, CommentService } from '../../content/comments/index.js';
import type { CorrectionService } from '../../content/corrections/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { slugTaken } from '../../content/slugs/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { Problem } from '../../platform/http/index.js';
import { directory } from './directory.js';
import type { Draft, Read } from './draft.js';
import { type ImportReport, tally } from './report.js';

/** What becomes of stories that are here: they are brought to what the file says, or left alone. */
export const MODES = ['upsert', 'create'] as const;
export type Mode = (typeof MODES)[number];

/** Stories whose relations to later ones are remembered until the end. */
const mostPending = 50_000;

/** Comments that are taken in at once. */
const commentsAtOnce = 500;

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
  };
};

/**
 * Takes in stories one after the other, each with its sections, people and comments. The same file again changes nothing, and one that
 * was taken in up to the middle goes on there: a story is known by its key. What the desk refuses is reported and stops nothing.
 */
export async function importStories({ newsroom, actor, format, read, options }: Import): Promise<ImportReport> {
  const { articles, comments, corrections } = newsroom;
  const { sectionOf, peopleOf, made } = directory({ ...newsroom, actor });
  const [failed, skipped, dropped] = [tally(), tally(), tally()];
  const counts = { created: 0, updated: 0, unchanged: 0, known: 0 };
  const commented = { created: 0, known: 0 };
  const pending: Pick<Draft, 'from' | 'key' | 'related' | 'status' | 'publishedAt'>[] = [];

  async function take(draft: Draft): Promise<void> {
    const known = await articles.findExternal(draft.key.source, draft.key.id);
    if (known?.status === 'trashed') {
      skipped.add(draft.from, 'in-the-trash', 'It is in the trash here: restore it to bring it up to date.');
      return;
    }
    if (known?.status === 'killed') {
      skipped.add(draft.from, 'killed', 'It was killed here: bring it back by unkill to bring it up to date.');
      return;
    }
    if (known !== undefined && options.mode === 'create') {
      counts.known += 1;
      return;
    }
    if (options.dryRun) {
      ExternalArticleInput.parse(inputOf(draft, null, [], []));
      counts[known === undefined ? 'created' : 'known'] += 1;
      return;
    }
    const related = await relatedOf(draft);
    const section = draft.section === null ? null : await sectionOf(draft.section);
    const people = await peopleOf(draft.people, draft.publishedAt?.toISOString().slice(0, 10));
    const { article, outcome } = await put(
      draft.key,
      ExternalArticleInput.parse(inputOf(draft, section, people, related)),
    );
    counts[outcome] += 1;
    if (draft.status === 'trashed') await articles.trash(actor, article.id);
    if (related.length < draft.related.length && pending.length < mostPending) {
      const { from, key, status, publishedAt } = draft;
      pending.push({ from, key, related: draft.related, status, publishedAt });
    }
    if (draft.corrections !== undefined) await corrections.takeIn(actor, article.id, draft.corrections);
    await takeComments(draft, article.id);
    for (const { what, reason } of draft.dropped) dropped.add(`${draft.from}: ${what}`, reason, reason);
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

  /** Does something with a story, and reports what the desk refuses. */
  async function attempt(from: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      failed.add(`${from}: ${refusal.detail}`, refusal.code, refusal.title);
    }
  }

  for await (const one of read) {
    if (one.kind === 'skipped') skipped.add(one.from, one.reason, one.detail);
    else await attempt(one.draft.from, () => take(one.draft));
  }
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
