import type { ImportedComment } from '../../content/comments/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import { InvalidXmlError, type XmlEvent, xmlEvents } from '../../lib/xml-reader.js';
import {
  bodyOf,
  emailOf,
  maxIdLength,
  nameOf,
  type ReadItem,
  skipItem,
  slugFromUrl,
  textReadLimit,
  timeOf,
  urlOf,
} from './record.js';

/** The elements of threads and comments that are read. */
const fieldNames = new Set(
  'id forum link title message createdAt isDeleted isSpam isApproved author.name author.email author.link'.split(' '),
);

type Fields = Map<string, string>;
type Thread = { forum: string; article: ImportedComment['article'] };

/** A thread or comment with the texts of its elements by name. Those of its author are named like `author.name`. */
type DisqusEntry = { kind: 'thread' | 'post'; id: string; fields: Fields };

/** Reads the comments of a Disqus export. Its threads come before its comments. Only threads are kept in memory. */
export async function* disqusComments(
  chunks: AsyncIterable<string>,
  source: string | undefined,
): AsyncGenerator<ReadItem> {
  const threads = new Map<string, Thread>();
  const path: string[] = [];
  let currentEntry: DisqusEntry | undefined;

  function onStart({ name, attributes }: XmlEvent): void {
    path.push(name);
    const id = attributes.get('id')?.slice(0, maxIdLength) ?? '';
    if (path.length === 2 && (name === 'thread' || name === 'post'))
      currentEntry = { kind: name, id, fields: new Map() };
    // A comment refers to its thread and its parent by an attribute.
    else if (path.length === 3 && (name === 'thread' || name === 'parent')) currentEntry?.fields.set(`${name}.id`, id);
  }

  function onEnd({ name, text }: XmlEvent): ReadItem | undefined {
    path.pop();
    if (path.length > 1) {
      const field = [...path.slice(2), name].join('.');
      if (fieldNames.has(field)) currentEntry?.fields.set(field, text);
      return undefined;
    }
    const entry = currentEntry;
    currentEntry = undefined;
    if (entry?.kind === 'thread') threads.set(entry.id, threadOf(entry.fields));
    return entry?.kind === 'post' ? readComment(entry, threads, source) : undefined;
  }

  try {
    for await (const events of xmlEvents(chunks, { maxTextLength: textReadLimit }))
      for (const event of events) {
        const read = event.kind === 'start' ? onStart(event) : onEnd(event);
        if (read !== undefined) yield read;
      }
  } catch (error) {
    if (!(error instanceof InvalidXmlError)) throw error;
    yield skipItem(`line ${error.line}: ${error.message}`, 'broken-file');
  }
}

function threadOf(fields: Fields): Thread {
  const field = (name: string) => fields.get(name)?.trim().slice(0, 2_000) ?? '';
  const name = field('id');
  const slugs = [name.toLowerCase(), slugFromUrl(field('link')), slugify(field('title'))];
  return {
    forum: field('forum').slice(0, maxIdLength),
    article: {
      ids: [],
      externalIds: name === '' ? [] : [{ source: 'disqus', id: name.slice(0, maxIdLength) }],
      slugs: [...new Set(slugs.filter((slug) => slug !== undefined))].filter(isSlug),
    },
  };
}

function readComment(
  { id, fields }: DisqusEntry,
  threads: ReadonlyMap<string, Thread>,
  source: string | undefined,
): ReadItem {
  const from = `post ${id || 'without an id'}`;
  if (id === '') return skipItem(from, 'not-a-comment');
  const thread = threads.get(fields.get('thread.id') ?? '');
  if (thread === undefined) return skipItem(from, 'no-thread');
  const createdAt = timeOf(fields.get('createdAt') ?? '');
  if (createdAt === undefined) return skipItem(from, 'bad-date');
  const record = {
    from,
    source: source ?? `disqus:${thread.forum || 'unknown'}`,
    sourceId: id,
    parentSourceId: fields.get('parent.id') || null,
    article: thread.article,
    createdAt,
    editedAt: null,
  };
  if (isTrue(fields, 'isDeleted')) {
    // The comment is imported without content, so that its replies keep their place. Disqus does not export the time of
    // the deletion.
    const emptyContent = { authorName: '', authorUrl: null, authorEmail: null, body: '', deletedAt: createdAt };
    return { kind: 'comment', record: { ...record, ...emptyContent, status: 'rejected' } };
  }
  const body = bodyOf(fields.get('message') ?? '', 'spaces');
  if ('reason' in body) return skipItem(from, body.reason);
  return {
    kind: 'comment',
    record: {
      ...record,
      authorName: nameOf(fields.get('author.name') ?? ''),
      authorUrl: urlOf(fields.get('author.link') ?? ''),
      authorEmail: emailOf(fields.get('author.email') ?? ''),
      body: body.body,
      status: statusOf(fields),
      deletedAt: null,
    },
  };
}

const isTrue = (fields: Fields, name: string) => fields.get(name)?.trim() === 'true';

function statusOf(fields: Fields) {
  if (isTrue(fields, 'isSpam')) return 'spam';
  return fields.get('isApproved')?.trim() === 'false' ? 'pending' : 'approved';
}
