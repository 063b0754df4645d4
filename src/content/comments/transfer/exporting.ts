import type { Session } from '../../../platform/db/index.js';
import type { Authors } from '../threads/author.js';
import { type DepartingRow, departureStore } from './exporting.store.js';
import type { ExportedComment } from './records.js';

type Needs = { database: Session; authors: Authors };

type Wanted = {
  /** Whether e-mail addresses are told. */
  includePrivate: boolean;
  /** Id of the only article whose comments are wanted. */
  article?: string | undefined;
};

/** Gives comments away, whatever their status. */
export function commentExporting({ database, authors }: Needs) {
  const store = departureStore(database);

  function exportedOf(
    { authorEmail, authorName: name, authorUrl: url, ...row }: DepartingRow,
    wanted: Wanted,
  ): ExportedComment {
    const email = wanted.includePrivate ? { email: authors.open(authorEmail) || null } : {};
    return {
      id: row.id,
      article: row.article,
      parentId: row.parentId,
      inReplyToId: row.inReplyToId ?? row.parentId,
      depth: row.depth,
      status: row.status,
      author: { name, url, ...email },
      body: row.body,
      bodyHtml: row.bodyHtml,
      createdAt: row.createdAt.toISOString(),
      editedAt: row.editedAt?.toISOString() ?? null,
      deletedAt: row.deletedAt?.toISOString() ?? null,
      source: row.source,
      sourceId: row.sourceId,
    };
  }

  /**
   * All comments, article by article, and there in the order of time: up to 500 at once, one statement each. What is written
   * while they are read may be among them or not.
   */
  return async function* exported(wanted: Wanted): AsyncGenerator<ExportedComment[]> {
    let rows = await store.next(wanted.article, undefined);
    while (rows.length > 0) {
      yield rows.map((row) => exportedOf(row, wanted));
      rows = await store.next(wanted.article, rows.at(-1));
    }
  };
}

export type ExportComments = ReturnType<typeof commentExporting>;
