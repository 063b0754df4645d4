import type { JsonItem, JsonPage, Page } from '../../../platform/paging/index.js';
import { problems } from '../../../platform/problems/index.js';
import { convert } from '../../../platform/rich-text/index.js';
import type { Include } from '../columns.store.js';
import type { Relation } from '../field.schemas.js';
import { articleGone } from '../publishing/kill.rules.js';
import type { ArticleListRequest, ArticleReadRequest } from '../query.schemas.js';
import { representationIncludes, representationLinks, representations } from '../representations/forms.js';
import type { PublishedArticle } from '../representations/published-article.js';
import type { Offer, OtherForm } from '../representations/schemas.js';
import type { Site } from '../representations/site.js';
import { orderOf } from '../rules.js';
import type { DeskArticle, DeskArticleCard } from '../schemas.js';
import type { DeskArticleRow, DeskStore } from '../store.js';
import type { articleLists } from './lists.store.js';

type Query = ArticleListRequest & { relation?: Relation | undefined };

const isEmpty = (page: JsonPage | Page<unknown>) =>
  'items' in page ? page.items.length === 0 : page.data.length === 0;

/** Reads articles: publications for the public, draft copies for the desk. Routes check the scope. */
export function articleReader(
  store: DeskStore,
  lists: ReturnType<typeof articleLists>,
  site: Site,
  findTombstone: (ref: string) => Promise<{ reason: string } | undefined>,
) {
  async function list(query: Query): Promise<JsonPage | Page<DeskArticleCard>> {
    const page = await read(query);
    if (isEmpty(page)) await checkReferences(query);
    return page;
  }

  /**
   * Lists the articles that name a person.
   *
   * @throws not-found if the person does not exist
   */
  async function listOf(
    person: string,
    query: Omit<Query, 'person' | 'author'>,
  ): Promise<JsonPage | Page<DeskArticleCard>> {
    const page = await read({ ...query, person });
    if (isEmpty(page)) {
      const unknown = await lists.findUnknownRefs([{ parameter: 'person', ref: person }], query.view);
      if (unknown.length > 0) throw problems.notFound('There is no such person.');
      await checkReferences(query);
    }
    return page;
  }

  async function read(query: Query): Promise<JsonPage | Page<DeskArticleCard>> {
    const sortedQuery = { ...query, sort: orderOf(query) };
    if (query.view === 'public') return lists.listPublic(sortedQuery);
    return await lists.listDesk(sortedQuery);
  }

  /**
   * Throws unknown-reference if a filter refers to something that does not exist. Its empty list would hide the
   * mistake.
   */
  async function checkReferences(
    query: Pick<Query, 'section' | 'person' | 'author' | 'assignee' | 'view'>,
  ): Promise<void> {
    const refs = (['section', 'person', 'author', 'assignee'] as const).flatMap((parameter) => {
      const ref = query[parameter];
      return ref === undefined ? [] : [{ parameter, ref }];
    });
    const unknown = await lists.findUnknownRefs(refs, query.view);
    if (unknown.length === 0) return;
    throw problems.unknownReference(`"${unknown[0]}" refers to something that does not exist.`, {
      errors: unknown.map((parameter) => ({ parameter, code: 'unknown-reference', detail: 'Check the id or slug.' })),
    });
  }

  /** Reads one article. `form` is the media type of a public article; the desk view is always JSON. */
  async function get(
    ref: string,
    query: ArticleReadRequest,
    form: Offer = 'application/json',
  ): Promise<JsonItem | DeskArticle> {
    if (form !== 'application/json' && query.view === 'public') return getRepresentation(form, ref, query);
    checkAnnotation(query);
    if (query.view === 'desk') {
      const row = requireArticle(await store.readDesk(ref, withPlaces(query)));
      return presentDesk(await annotate(row), query.bodyFormat);
    }
    const read = await requireLive(ref, await store.readPublic(ref, withPlaces(query)));
    const item = { ...read, links: representationLinks(read.slug, form, site) };
    if (query.annotate !== undefined)
      return { ...item, json: JSON.stringify(await annotate(JSON.parse(item.json.toString()) as object)) };
    return query.bodyFormat === 'markdown' ? { ...item, json: await withMarkdown(item.json) } : item;
  }

  /** Returns a published article in another form than JSON. Reads it with one statement. */
  async function getRepresentation(form: OtherForm, ref: string, query: ArticleReadRequest): Promise<JsonItem> {
    checkForm(form, query);
    const { type, bodyFormat, make } = representations[form];
    const item = await requireLive(ref, await store.readPublic(ref, { include: representationIncludes, bodyFormat }));
    const body = await make(JSON.parse(item.json.toString()) as PublishedArticle, site);
    return { ...item, form: { type, body }, links: representationLinks(item.slug, form, site) };
  }

  /**
   * Returns the published article.
   *
   * @throws gone if it was public and then killed; not-found if it is not published for another reason
   */
  async function requireLive<Item>(ref: string, item: Item | undefined): Promise<Item> {
    if (item !== undefined) return item;
    const tombstone = await findTombstone(ref);
    if (tombstone !== undefined) throw articleGone(tombstone.reason, { members: { reason: tombstone.reason } });
    return requireArticle(item);
  }

  return { list, listOf, get, presentDesk };
}

function requireArticle<Item>(item: Item | undefined): Item {
  if (item === undefined) throw problems.notFound('There is no such article, or it is not published.');
  return item;
}

type ReadOptions = Pick<ArticleReadRequest, 'bodyFormat' | 'fields'> & { include?: Include[] | undefined };

/** Adds the places of people in the body to what is read, if they are to be marked. */
function withPlaces({ include = [], fields, bodyFormat, annotate }: ArticleReadRequest): ReadOptions {
  if (annotate === undefined || (fields !== undefined && !fields.includes('body')))
    return { include, fields, bodyFormat };
  return {
    include: [...include, 'peopleInBody'],
    fields: fields && [...fields, 'peopleInBody'],
    bodyFormat,
  };
}

/** Marks the people in the body of an article that was read with their places. */
async function annotate<ArticleView extends object>(
  article: ArticleView & { body?: string; peopleInBody?: string },
): Promise<ArticleView> {
  const { peopleInBody, ...rest } = article;
  if (peopleInBody === undefined || rest.body === undefined) return article;
  return { ...rest, body: await convert('annotatePeople', rest.body, peopleInBody) } as unknown as ArticleView;
}

function checkAnnotation({ annotate, bodyFormat }: ArticleReadRequest): void {
  if (annotate === undefined || bodyFormat === 'html') return;
  const detail = 'must be sent together with bodyFormat=html.';
  throw problems.invalidRequest(`"annotate": ${detail}`, {
    errors: [{ parameter: 'annotate', code: 'not-here', detail }],
  });
}

/** Refuses parameters that apply only to JSON if another form is requested. @throws invalid-request */
function checkForm(form: OtherForm, query: ArticleReadRequest): void {
  const parameter = (['fields', 'include', 'annotate'] as const).find((name) => query[name] !== undefined);
  const stray = parameter ?? (query.bodyFormat === 'html' ? undefined : 'bodyFormat');
  if (stray === undefined) return;
  const detail = `must not be sent if Accept selects ${form}, because it applies only to application/json.`;
  throw problems.invalidRequest(`"${stray}": ${detail}`, {
    errors: [{ parameter: stray, code: 'not-here', detail }],
  });
}

/** Converts the body to Markdown, because the database holds only HTML and plain text. */
async function withMarkdown(json: Buffer): Promise<string> {
  const article = JSON.parse(json.toString()) as { body?: string };
  if (article.body !== undefined) article.body = await convert('htmlToMarkdown', article.body);
  return JSON.stringify(article);
}

async function presentDesk(row: DeskArticleRow, bodyFormat: ArticleReadRequest['bodyFormat']): Promise<DeskArticle> {
  const isMarkdown = bodyFormat === 'markdown' && row.body !== undefined;
  return (isMarkdown ? { ...row, body: await convert('htmlToMarkdown', row.body) } : row) as unknown as DeskArticle;
}
