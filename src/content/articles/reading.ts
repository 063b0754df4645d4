import { htmlToMarkdown, htmlToText } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { mustHold, type Page, problems } from '../../platform/http/index.js';
import { type articleLists, type CardRow, highlightMarks } from './lists.store.js';
import type { ArticleListQuery, ArticleQuery } from './query.schemas.js';
import { orderOf } from './rules.js';
import type { Article, ArticleCard, DeskArticle, DeskArticleCard, Relation } from './schemas.js';
import type { DeskStore, WholeRow } from './store.js';

type Format = ArticleQuery['bodyFormat'];

/** How stories are read: from the newsstand, or with view=desk and the right to it, from the desk. */
export function articleReader(store: DeskStore, lists: ReturnType<typeof articleLists>) {
  async function list(
    actor: Actor,
    query: ArticleListQuery & { relation?: Relation | undefined },
  ): Promise<Page<ArticleCard> | Page<DeskArticleCard>> {
    if (query.view === 'desk') mustHold(actor, 'content:read');
    const page = await lists.list({ ...query, sort: orderOf(query) });
    if (page.data.length === 0) await checkReferences(query);
    return { ...page, data: page.data.map(presentCard) };
  }

  /** A filter that names nothing is a mistake, not an empty list. */
  async function checkReferences(query: ArticleListQuery): Promise<void> {
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

  async function get(
    actor: Actor,
    ref: string,
    { view, bodyFormat, include = [] }: ArticleQuery,
  ): Promise<Article | DeskArticle> {
    if (view === 'desk') mustHold(actor, 'content:read');
    const row = view === 'desk' ? await store.readDesk(ref, include) : await store.readPublic(ref, include);
    if (row === undefined) throw problems.notFound('There is no such article, or it is not published.');
    return view === 'desk' ? presentDesk(row, bodyFormat) : present(row, bodyFormat);
  }

  return { list, get, presentDesk };
}

function formatted(body: string, format: Format): string {
  if (format === 'html') return body;
  return format === 'text' ? htmlToText(body) : htmlToMarkdown(body);
}

function present({ commentsOpen, ...row }: WholeRow, bodyFormat: Format): Article {
  return {
    ...row,
    body: formatted(row.body, bodyFormat),
    bodyFormat,
    comments: { open: commentsOpen, count: row.commentCount },
  } as unknown as Article;
}

function presentDesk(row: WholeRow, bodyFormat: Format): DeskArticle {
  return present(row, bodyFormat) as DeskArticle;
}

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text with the marks of the database, as HTML. */
function marked(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => escaped[character] ?? '')
    .replaceAll(highlightMarks.start, '<mark>')
    .replaceAll(highlightMarks.stop, '</mark>');
}

function presentCard(row: CardRow): DeskArticleCard {
  const highlight = row.highlight as { headline: string; text: string } | undefined;
  const marks =
    highlight === undefined
      ? {}
      : { highlight: { headline: marked(highlight.headline), text: marked(highlight.text) } };
  return { ...row, ...marks } as unknown as DeskArticleCard;
}
