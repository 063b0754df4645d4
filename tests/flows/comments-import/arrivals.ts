import { Readable } from 'node:stream';
import { createAuthorIdentity } from '../../../src/content/comments/threads/author-identity.js';
import { commentExport } from '../../../src/content/comments/transfer/export.js';
import { commentImport, type ImportedComment } from '../../../src/content/comments/transfer/import.js';
import { importComments } from '../../../src/flows/comments-import/index.js';
import { readComments } from '../../../src/flows/comments-import/read.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { createOutbox } from '../../../src/platform/events/index.js';
import type { TestNewsroom } from '../../support/newsroom.js';

/** Returns a text as a stream in chunks of a number of bytes. */
export const streamOf = (text: string | Buffer, piece = 1_000): Readable => {
  const bytes = Buffer.from(text as string);
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
  return Readable.from(pieces);
};

/** Returns all comments of a file and what was skipped. */
export async function readAll(
  text: string | Buffer,
  name = 'comments',
  options: { source?: string; piece?: number } = {},
) {
  const { format, comments } = await readComments(streamOf(text, options.piece), name, options);
  const records: ImportedComment[] = [];
  const skipped: string[] = [];
  for await (const one of comments) {
    if (one.kind === 'comment') records.push(one.record);
    else skipped.push(`${one.from}: ${one.reason}`);
  }
  return { format, records, skipped };
}

/** Returns an importer and an exporter for the database of a test. */
export function arrivalsAt({ database, newsroom }: TestNewsroom) {
  const keeper = createAuthorIdentity('k'.repeat(32));
  const importRecords = commentImport({ database, events: createOutbox(newsroom.signals, () => {}), authors: keeper });
  return {
    importRecords,
    exported: commentExport({ database, authors: keeper }),
    keeper,
    take: (text: string | Buffer, options: { source?: string; keepAddresses?: boolean; name?: string } = {}) =>
      importComments({
        comments: { importRecords },
        actor: systemActor,
        stream: streamOf(text, 64 * 1024),
        name: options.name ?? 'comments',
        options,
      }),
  };
}

type Shown = { key: string; parent: string | null; depth: number; status: string };

/** Returns the threads of an article by the ids at the source. */
export async function threads({ database }: TestNewsroom, articleId?: string): Promise<Shown[]> {
  const rows = await database.prisma.comment.findMany({
    ...(articleId === undefined ? {} : { where: { articleId } }),
    orderBy: [{ createdAt: 'asc' }, { sourceId: 'asc' }],
  });
  const names = new Map(rows.map(({ id, sourceId }) => [id, sourceId ?? id]));
  return rows.map(({ sourceId, id, parentId, depth, status }) => ({
    key: sourceId ?? id,
    parent: parentId === null ? null : (names.get(parentId) ?? 'elsewhere'),
    depth,
    status,
  }));
}

/** Returns the comments whose place or counts are wrong, computed again from their parents. */
export async function wrongCounts({ database }: TestNewsroom): Promise<string[]> {
  const rows = await database.prisma.comment.findMany();
  const counts = new Map((await database.prisma.commentCount.findMany()).map((row) => [row.articleId, row.approved]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const expected = new Map(
    rows.map((row) => [row.id, { replies: 0, descendants: 0, depth: 0, root: null as string | null }]),
  );
  const onArticles = new Map<string, number>();
  for (const row of rows) {
    if (row.status === 'approved') onArticles.set(row.articleId, (onArticles.get(row.articleId) ?? 0) + 1);
    const own = expected.get(row.id)!;
    for (let above = byId.get(row.parentId ?? ''); above !== undefined; above = byId.get(above.parentId ?? '')) {
      own.depth += 1;
      own.root = above.id;
      if (row.status === 'approved') expected.get(above.id)!.descendants += 1;
    }
    if (row.parentId !== null && row.status === 'approved') expected.get(row.parentId)!.replies += 1;
  }
  const wrong: string[] = [];
  for (const { id, replyCount, descendants, depth, rootId, sourceId } of rows) {
    const right = JSON.stringify(expected.get(id));
    const is = JSON.stringify({ replies: replyCount, descendants, depth, root: rootId });
    if (is !== right) wrong.push(`${sourceId}: ${is} and not ${right}`);
  }
  for (const articleId of new Set([...counts.keys(), ...onArticles.keys()]))
    if ((counts.get(articleId) ?? 0) !== (onArticles.get(articleId) ?? 0)) wrong.push(`article ${articleId}`);
  return wrong;
}

/** Creates an article with external ids. */
export async function story(
  newsroom: TestNewsroom,
  slug: string,
  input: Record<string, unknown> = {},
  published = true,
): Promise<string> {
  const body = { headline: slug, slug, ...input };
  const { body: made, status } = await newsroom.request('POST', '/v1/articles', { as: 'editor', body });
  if (status !== 201) throw new Error(JSON.stringify(made));
  if (published) await newsroom.request('POST', `/v1/articles/${made.id}/publish`, { as: 'editor' });
  return made.id;
}
