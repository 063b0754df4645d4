import { annotateHtml, htmlToMarkdown } from '../../../lib/rich-text/index.js';
import { type Actor, mustHold } from '../../../platform/auth/index.js';
import type { FinishedItem, FinishedPage, Page } from '../../../platform/paging/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { Relation } from '../field.schemas.js';
import { gone } from '../publishing/killing.rules.js';
import type { ArticleListQuery, ArticleQuery } from '../query.schemas.js';
import { forms, linksToForms, wanted } from '../representations/forms.js';
import type { Offer, OtherForm } from '../representations/schemas.js';
import type { Site } from '../representations/site.js';
import type { Story } from '../representations/story.js';
import { orderOf } from '../rules.js';
import type { DeskArticle, DeskArticleCard } from '../schemas.js';
import type { DeskStore, WholeRow } from '../store.js';
import type { articleLists } from './lists.store.js';

type Query = ArticleListQuery & { relation?: Relation | undefined };

const isEmpty = (page: FinishedPage | Page<unknown>) =>
  'items' in page ? page.items.length === 0 : page.data.length === 0;

/** How stories are read: from the newsstand, or with view=desk and the right to it, from the desk. */
export function articleReader(
  store: DeskStore,
  lists: ReturnType<typeof articleLists>,
  site: Site,
  killed: (ref: string) => Promise<{ reason: string } | undefined>,
) {
  async function list(actor: Actor, query: Query): Promise<FinishedPage | Page<DeskArticleCard>> {
    const page = await read(actor, query);
    if (isEmpty(page)) await checkReferences(query);
    return page;
  }

  /** The stories that name a person. @throws not-found when there is no such person */
  async function listOf(
    actor: Actor,
    person: string,
    query: Omit<Query, 'person' | 'author'>,
  ): Promise<FinishedPage | Page<DeskArticleCard>> {
    const page = await read(actor, { ...query, person });
    if (isEmpty(page)) {
      const unknown = await lists.unknown([{ parameter: 'person', ref: person }]);
      if (unknown.length > 0) throw problems.notFound('There is no such person.');
      await checkReferences(query);
    }
    return page;
  }

  async function read(actor: Actor, query: Query): Promise<FinishedPage | Page<DeskArticleCard>> {
    const ordered = { ...query, sort: orderOf(query) };
    if (query.view === 'public') return lists.listPublic(ordered);
    mustHold(actor, 'content:read');
    return await lists.listDesk(ordered);
  }

  /** A filter that names nothing is a mistake, not an empty list. */
  async function checkReferences(query: Pick<Query, 'section' | 'person' | 'author'>): Promise<void> {
    const refs = (['section', 'person', 'author'] as const).flatMap((parameter) => {
      const ref = query[parameter];
      return ref === undefined ? [] : [{ parameter, ref }];
    });
    const unknown = await lists.unknown(refs);
    if (unknown.length === 0) return;
    throw problems.unknownReference(`"${unknown[0]}" names nothing that exists.`, {
      errors: unknown.map((parameter) => ({ parameter, code: 'unknown-reference', detail: 'Check the id or slug.' })),
    });
  }

  /** @param form in which it is given; the desk has JSON alone */
  async function get(
    actor: Actor,
    ref: string,
    query: ArticleQuery,
    form: Offer = 'application/json',
  ): Promise<FinishedItem | DeskArticle> {
    if (form !== 'application/json' && query.view === 'public') return inForm(form, ref, query);
    checkAnnotation(query);
    const asked = query.annotate === undefined ? query : withMentions(query);
    if (query.view === 'desk') {
      mustHold(actor, 'content:read');
      const row = found(await store.readDesk(ref, asked));
      return presentDesk(query.annotate === undefined ? row : annotated(row, query), query.bodyFormat);
    }
    const read = await live(ref, await store.readPublic(ref, asked));
    const story = { ...read, links: linksToForms(read.slug, form, site) };
    if (query.annotate !== undefined)
      return { ...story, json: JSON.stringify(annotated(JSON.parse(story.json.toString()) as Annotated, query)) };
    return query.bodyFormat === 'markdown' ? { ...story, json: withMarkdown(story.json) } : story;
  }

  /** A published story in another form than JSON, made of one statement. */
  async function inForm(form: OtherForm, ref: string, query: ArticleQuery): Promise<FinishedItem> {
    checkForm(form, query);
    const { type, bodyFormat, make } = forms[form];
    const story = await live(ref, await store.readPublic(ref, { include: wanted, bodyFormat }));
    const body = make(JSON.parse(story.json.toString()) as Story, site);
    return { ...story, form: { type, body }, links: linksToForms(story.slug, form, site) };
  }

  /** @throws gone for what readers knew and was killed, not-found for whatever else is not there */
  async function live<Story>(ref: string, story: Story | undefined): Promise<Story> {
    if (story !== undefined) return story;
    const tombstone = await killed(ref);
    if (tombstone !== undefined) throw gone(tombstone.reason, { members: { reason: tombstone.reason } });
    return found(story);
  }

  return { list, listOf, get, presentDesk };
}

function found<Story>(story: Story | undefined): Story {
  if (story === undefined) throw problems.notFound('There is no such article, or it is not published.');
  return story;
}

/** What is annotated: a story with its mentions, narrowed or not. */
type Annotated = { body?: string; mentions?: AnnotatedMention[] };
type AnnotatedMention = {
  field: string;
  start: number;
  end: number;
  person: { slug: string } | null;
  status: string;
  confidence: number;
};

/** From here on a mention that no editor has seen is taken for certain. */
const certain = 0.8;

function withMentions({ include = [], fields, ...query }: ArticleQuery): ArticleQuery {
  return {
    ...query,
    include: [...include, 'mentions'],
    fields: fields === undefined ? undefined : [...fields, 'mentions'],
  };
}

/** A story whose body says whom it names; its mentions are shown only where they were asked for. */
function annotated<Story extends Annotated>(story: Story, { include = [], fields }: ArticleQuery): Story {
  const { mentions = [], ...rest } = story;
  const isAskedFor = include.includes('mentions') && (fields === undefined || fields.includes('mentions'));
  const shown = (isAskedFor ? story : rest) as Story;
  if (story.body === undefined) return shown;
  const annotations = mentions.flatMap(({ field, start, end, person, status, confidence }) =>
    field === 'body' && person !== null && (status === 'confirmed' || (status === 'auto' && confidence >= certain))
      ? [{ start, end, attributes: { 'data-person': person.slug }, href: `/v1/people/${person.slug}` }]
      : [],
  );
  return { ...shown, body: annotateHtml(story.body, annotations) };
}

function checkAnnotation({ annotate, bodyFormat }: ArticleQuery): void {
  if (annotate === undefined || bodyFormat === 'html') return;
  const detail = 'is for bodyFormat=html: the other formats have no place for it.';
  throw problems.invalidRequest(`"annotate": ${detail}`, {
    errors: [{ parameter: 'annotate', code: 'not-here', detail }],
  });
}

/** What narrows or widens JSON has no place in other forms. */
function checkForm(form: OtherForm, query: ArticleQuery): void {
  const parameter = (['fields', 'include', 'annotate'] as const).find((name) => query[name] !== undefined);
  const stray = parameter ?? (query.bodyFormat === 'html' ? undefined : 'bodyFormat');
  if (stray === undefined) return;
  const detail = `is for application/json, and ${form} is asked for.`;
  throw problems.invalidRequest(`"${stray}": ${detail}`, {
    errors: [{ parameter: stray, code: 'not-here', detail }],
  });
}

/** Markdown is made here: the database knows HTML and plain text. */
function withMarkdown(json: Buffer): string {
  const story = JSON.parse(json.toString()) as { body?: string };
  if (story.body !== undefined) story.body = htmlToMarkdown(story.body);
  return JSON.stringify(story);
}

function presentDesk(row: WholeRow, bodyFormat: ArticleQuery['bodyFormat']): DeskArticle {
  return (bodyFormat === 'markdown' ? { ...row, body: htmlToMarkdown(row.body) } : row) as unknown as DeskArticle;
}
