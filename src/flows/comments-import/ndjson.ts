import { z } from 'zod';
import { STATUSES } from '../../content/comments/index.js';
import { depthOfJson } from '../../lib/json-depth.js';
import { isWellFormed } from '../../lib/well-formed.js';
import { emailAddress } from '../../platform/fields/index.js';
import { isWithinLimits, maxIdLength, nameOf, type ReadItem, skipItem, timeOf, urlOf } from './record.js';

/** The maximum length of a line in characters. */
const maxLineLength = 2 ** 20;

/** How deeply the JSON of a line may nest: deeper than comments do, but not deep enough to overflow the stack. */
const maxDepth = 32;

const name = () => z.string().min(1).max(maxIdLength);
const time = () => z.iso.datetime({ offset: true }).transform(timeOf).pipe(z.date());

/** A comment as the export writes it. Fields that can be derived from others are optional. */
const Line = z.strictObject({
  id: name(),
  article: z.strictObject({
    id: z.string().nullish(),
    slug: z.string().nullish(),
    headline: z.string().nullish(),
    externalIds: z
      .array(z.strictObject({ source: z.string(), id: z.string() }))
      .max(100)
      .nullish(),
  }),
  parentId: name().nullish(),
  inReplyToId: name().nullish(),
  depth: z.int().min(0).optional(),
  status: z.enum(STATUSES),
  author: z.strictObject({ name: z.string(), url: z.string().nullish(), email: emailAddress().nullish() }),
  body: z.string(),
  bodyHtml: z.string().optional(),
  createdAt: time(),
  editedAt: time().nullish(),
  deletedAt: time().nullish(),
  source: z.string().nullish(),
  sourceId: z.string().nullish(),
});

/** Splits a text of any size into numbered lines without blank ones. `line` is undefined if the line is too long. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<{ number: number; line: string | undefined }> {
  let number = 1;
  let pieces: string[] = [];
  let length = 0;
  const flushLine = () => {
    const line = length > maxLineLength ? undefined : pieces.join('').trim();
    pieces = [];
    length = 0;
    return { number: number++, line };
  };
  for await (const chunk of chunks) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      length += part.length;
      if (length <= maxLineLength) pieces.push(part);
      else pieces = [];
      if (index === parts.length - 1) continue;
      const numberedLine = flushLine();
      if (numberedLine.line !== '') yield numberedLine;
    }
  }
  const last = flushLine();
  if (last.line !== '') yield last;
}

/** Reads comments from NDJSON in the format of the export, one per line. Skips invalid lines. */
export async function* ndjsonComments(chunks: AsyncIterable<string>, source = 'broadsheet'): AsyncGenerator<ReadItem> {
  for await (const { number, line } of linesOf(chunks)) {
    const from = `line ${number}`;
    yield line === undefined ? skipItem(from, 'too-long') : readComment(line, from, source);
  }
}

function readComment(line: string, from: string, source: string): ReadItem {
  const result = Line.safeParse(jsonOf(line));
  if (!result.success || !isWellFormed(line)) return skipItem(from, 'bad-line');
  const { id, article, author, status, createdAt, ...comment } = result.data;
  const body = comment.body.trim();
  const isGone = comment.deletedAt != null;
  if (!isWellFormed(body) || !isWellFormed(author.name)) return skipItem(from, 'bad-line');
  if (!isGone && body === '') return skipItem(from, 'no-text');
  if (!isWithinLimits(body)) return skipItem(from, 'too-long');
  const { parentId, inReplyToId } = comment;
  return {
    kind: 'comment',
    record: {
      from,
      source,
      sourceId: id,
      parentSourceId: inReplyToId ?? parentId ?? null,
      ...(parentId === undefined ? {} : { under: parentId }),
      article: {
        ids: article.id ? [article.id] : [],
        externalIds: (article.externalIds ?? []).filter((one) => isWellFormed(one.id) && isWellFormed(one.source)),
        slugs: article.slug ? [article.slug] : [],
      },
      authorName: isGone ? '' : nameOf(author.name),
      authorUrl: isGone ? null : urlOf(author.url ?? ''),
      authorEmail: isGone ? null : (author.email ?? null),
      body: isGone ? '' : body,
      status,
      createdAt,
      editedAt: comment.editedAt ?? null,
      deletedAt: comment.deletedAt ?? null,
    },
  };
}

function jsonOf(line: string): unknown {
  if (depthOfJson(line) > maxDepth) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
