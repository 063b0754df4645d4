import { htmlToMarkdown } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { type FinishedItem, type FinishedPage, mustHold, type Page, problems } from '../../platform/http/index.js';
import type { articleLists } from './lists.store.js';
import type { ArticleListQuery, ArticleQuery } from './query.schemas.js';
import { orderOf } from './rules.js';
import type { DeskArticle, DeskArticleCard, Relation } from './schemas.js';
import type { DeskStore, WholeRow } from './store.js';

type Query = ArticleListQuery & { relation?: Relation | undefined };

const isEmpty = (page: FinishedPage | Page<unknown>) =>
  'items' in page ? page.items.length === 0 : page.data.length === 0;

/** How stories are read: from the newsstand, or with view=desk and the right to it, from the desk. */
export function articleReader(store: DeskStore, lists: ReturnType<typeof articleLists>) {
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
    return (await lists.listDesk(ordered)) as unknown as Page<DeskArticleCard>;
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

  async function get(actor: Actor, ref: string, query: ArticleQuery): Promise<FinishedItem | DeskArticle> {
    if (query.view === 'desk') {
      mustHold(actor, 'content:read');
      return presentDesk(found(await store.readDesk(ref, query)), query.bodyFormat);
    }
    const story = found(await store.readPublic(ref, query));
    return query.bodyFormat === 'markdown' ? { ...story, json: withMarkdown(story.json) } : story;
  }

  return { list, listOf, get, presentDesk };
}

function found<Story>(story: Story | undefined): Story {
  if (story === undefined) throw problems.notFound('There is no such article, or it is not published.');
  return story;
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
