import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArticleInput, ArticleService } from '../../content/articles/index.js';
import type { CommentService, ImportedComment } from '../../content/comments/index.js';
import type { CorrectionInput, CorrectionService } from '../../content/corrections/index.js';
import type { ListInput, ListService } from '../../content/lists/index.js';
import type { PersonInput, PersonService } from '../../content/people/index.js';
import type { SectionInput, SectionService } from '../../content/sections/index.js';
import { systemActor } from '../../platform/auth/index.js';
import { readPastTime, readTime } from './times.js';

type ContentServices = {
  sections: SectionService;
  people: PersonService;
  articles: ArticleService;
  comments: CommentService;
  corrections: CorrectionService;
  lists: ListService;
};

/** An article whose `publishedAt` is in the future is scheduled for that time. Null makes a draft. */
type DemoArticle = ArticleInput & { publishedAt: string | null };
type DemoComment = Pick<ImportedComment, 'id' | 'authorName' | 'authorEmail' | 'body' | 'status'> & {
  key: string;
  article: string;
  parent?: string;
  createdAt: string;
};

type DemoCorrection = CorrectionInput & { id?: string; article: string; at: string };

/**
 * Loads the demo newsroom from a folder, through the ordinary services. The database must not have sections yet. Times
 * may be relative to now. The ids that some comments and corrections state are the examples of the API document.
 */
export async function loadDemo(
  folder: string,
  { sections, people, articles, comments, corrections, lists }: ContentServices,
): Promise<void> {
  const read = async <Item>(name: string) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Item[];

  const now = new Date();

  for (const section of await read<SectionInput>('sections'))
    await sections.create(systemActor, { ...section, visibility: 'public' });
  for (const person of await read<PersonInput>('people'))
    await people.create(systemActor, { ...person, visibility: 'public' });

  const ids = new Map<string, string>();
  for (const { publishedAt, ...input } of await read<DemoArticle>('articles')) {
    const { id, slug } = await articles.create(systemActor, input);
    const at = publishedAt === null ? undefined : readTime(publishedAt, now);
    if (at !== undefined && at > now) await articles.schedule(systemActor, id, { at });
    else if (at !== undefined) await articles.publish(systemActor, id, { at });
    ids.set(slug, id);
  }

  const items = await read<DemoComment>('comments');
  const records = items.map(({ key, article, parent, createdAt, ...comment }) => ({
    ...comment,
    from: key,
    source: 'demo',
    sourceId: key,
    parentSourceId: parent ?? null,
    article: { ids: [ids.get(article) ?? ''], externalIds: [], slugs: [] },
    authorUrl: null,
    createdAt: readPastTime(createdAt, now),
    editedAt: null,
    deletedAt: null,
  }));
  const outcomes = await comments.importRecords(systemActor, records, { keepAddresses: true });
  const failedRecords = records.filter((_, index) => outcomes[index] !== 'created');
  if (failedRecords.length > 0)
    throw new Error(`Some demo comments could not be loaded: ${failedRecords.map(({ from }) => from).join(', ')}`);

  for (const { id, article, at, ...correction } of await read<DemoCorrection>('corrections'))
    await corrections.create(systemActor, article, correction, undefined, { id, at: readPastTime(at, now) });
  for (const list of await read<ListInput>('lists')) await lists.create(systemActor, list);
}
