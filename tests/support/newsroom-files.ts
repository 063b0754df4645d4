import { Readable } from 'node:stream';
import { STATUSES } from '../../src/content/articles/index.js';
import { commentExports } from '../../src/flows/comments-export/index.js';
import { importComments } from '../../src/flows/comments-import/index.js';
import { directoryFiles, type ExportableKind, type ImportableKind } from '../../src/flows/directory-files/index.js';
import { importArticles, readArticles } from '../../src/flows/imports/index.js';
import { readPeople } from '../../src/flows/people-import/index.js';
import { systemActor } from '../../src/platform/auth/index.js';
import type { TestNewsroom } from './newsroom.js';

const filesOf = ({ newsroom: { sections, people, lists, comments } }: TestNewsroom) =>
  directoryFiles({ sections, people, lists, policies: comments.policies });

/** Returns the export of sections, people, lists or policies. */
export async function exportDirectory(from: TestNewsroom, kind: ExportableKind): Promise<string> {
  let text = '';
  for await (const line of filesOf(from).export(systemActor, kind)) text += line;
  return text;
}

export const importDirectory = (to: TestNewsroom, kind: ImportableKind, text: string) =>
  filesOf(to).import(systemActor, kind, text);

export const importPeopleFile = async ({ newsroom }: TestNewsroom, text: string) =>
  newsroom.people.importPeople(systemActor, readPeople(text, 'people.ndjson').records);

/** Returns the articles of a newsroom as NDJSON, selected by the parameters of an export. */
export async function exportArticles({ request }: TestNewsroom, query = ''): Promise<string> {
  const { status, text } = await request('GET', `/v1/exports?${query}`, { as: 'reader' });
  if (status !== 200) throw new Error(text);
  return text;
}

/** Imports a file of articles and returns the report. */
export async function importArticleFile({ newsroom }: TestNewsroom, text: string) {
  const { format, read } = await readArticles(Readable.from([Buffer.from(text)]), { source: null, name: null });
  const options = { mode: 'upsert', dryRun: false, keepAddresses: false } as const;
  return importArticles({ newsroom, actor: systemActor, format, read, options });
}

/** Copies the articles of all statuses. Returns the report of each import. */
export async function copyArticles(from: TestNewsroom, to: TestNewsroom) {
  const reports: Awaited<ReturnType<typeof importArticleFile>>[] = [];
  for (const status of STATUSES) {
    const text = await exportArticles(from, `status=${status}`);
    if (text !== '') reports.push(await importArticleFile(to, text));
  }
  return reports;
}

export function copyComments(from: TestNewsroom, to: TestNewsroom) {
  const { text } = commentExports({ comments: from.newsroom.comments, base: '' }).open(systemActor, {
    format: 'ndjson',
    private: false,
  });
  return importComments({
    comments: to.newsroom.comments,
    actor: systemActor,
    stream: Readable.from(text).map((part: string) => Buffer.from(part)),
    name: 'comments.ndjson',
    options: {},
  });
}
