import type { Session } from '../../../platform/db/index.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { commentExportStore, type ExportRow } from './export.store.js';
import type { ExportedComment } from './records.js';

type Dependencies = { database: Session; authors: AuthorIdentity };

type ExportOptions = {
  /** Whether e-mail addresses are included. */
  includePrivate: boolean;
  /** The id of an article, to export only its comments. */
  article?: string | undefined;
};

/** Exports comments of every status. */
export function commentExport({ database, authors }: Dependencies) {
  const store = commentExportStore(database);

  function toExportedComment(
    { authorEmail, authorName: name, authorUrl: url, ...row }: ExportRow,
    options: ExportOptions,
  ): ExportedComment {
    const email = options.includePrivate ? { email: authors.open(authorEmail) || null } : {};
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
   * Yields all comments, article by article and the oldest first, in batches of up to 500. Comments that are posted
   * during the export may be included or not.
   */
  return async function* exportComments(options: ExportOptions): AsyncGenerator<ExportedComment[]> {
    let rows = await store.next(options.article, undefined);
    while (rows.length > 0) {
      yield rows.map((row) => toExportedComment(row, options));
      rows = await store.next(options.article, rows.at(-1));
    }
  };
}

export type ExportComments = ReturnType<typeof commentExport>;
