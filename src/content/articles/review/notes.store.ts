import type { Insertable, Selectable } from 'kysely';
import { Prisma, type Session, type Tables, type Transaction, toKysely } from '../../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../../platform/paging/index.js';
import { matchesRef } from '../store.js';
import type { ArticleNote, ArticleNoteListQuery } from './notes.schemas.js';

type NoteRow = Selectable<Tables['articleNotes']>;

const orders = { createdAt: { column: Prisma.sql`n.created_at`, id: Prisma.sql`n.id`, type: 'timestamptz' } } as const;

/** Reads notes on articles, and the steps of their reviews. */
export const noteReader = (database: Session) => ({
  /** Lists the notes on an article, newest first. */
  list(ref: string, query: ArticleNoteListQuery): Promise<Page<ArticleNote>> {
    const rowQuery = database.query
      .selectFrom('articles as p')
      .innerJoin('articleNotes as n', 'n.articleId', 'p.id')
      .leftJoin('users as u', 'u.id', 'n.authorId')
      .select(['n.id', 'n.kind', 'n.text', 'n.revision', 'n.author as by', 'u.id as userId', 'n.createdAt'])
      .where(toKysely<boolean>(matchesRef(ref)));
    return loadPage(
      rowQuery,
      keyset('article-notes', chooseOrder('-createdAt', orders), query),
      positionByCreation,
      ({ createdAt, kind, ...row }) => ({ ...row, kind: kind as ArticleNote['kind'], at: createdAt.toISOString() }),
    );
  },
});

/** Reads and writes notes in a transaction that has locked the article. */
export const noteStore = {
  create: (tx: Transaction, note: Insertable<Tables['articleNotes']>) =>
    tx.query.insertInto('articleNotes').values(note).execute(),

  find: (tx: Transaction, articleId: string, id: string): Promise<NoteRow | undefined> =>
    tx.query
      .selectFrom('articleNotes')
      .selectAll()
      .where('id', '=', id)
      .where('articleId', '=', articleId)
      .executeTakeFirst(),

  /** Finds the last step of the review of an article. */
  findLastStep: (tx: Transaction, articleId: string): Promise<NoteRow | undefined> =>
    tx.query
      .selectFrom('articleNotes')
      .selectAll()
      .where('articleId', '=', articleId)
      .where('kind', '<>', 'note')
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),

  remove: (tx: Transaction, id: string) => tx.query.deleteFrom('articleNotes').where('id', '=', id).execute(),

  removeText: (tx: Transaction, id: string) =>
    tx.query.updateTable('articleNotes').set({ text: null }).where('id', '=', id).execute(),
};
