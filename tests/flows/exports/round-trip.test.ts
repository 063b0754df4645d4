import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { STATUSES } from '../../../src/content/articles/index.js';
import { commentExports } from '../../../src/flows/comments-export/index.js';
import { importComments } from '../../../src/flows/comments-import/index.js';
import { importArticles, readArticles } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { fillWithStories } from './stories.js';

const exported = async ({ request }: TestNewsroom, query = '') => {
  const { status, text } = await request('GET', `/v1/exports?${query}`, { as: 'reader' });
  if (status !== 200) throw new Error(text);
  return text;
};

async function take({ newsroom }: TestNewsroom, file: string, source: string | null = null) {
  const stories = await readArticles(Readable.from([Buffer.from(file)]), { source, name: null });
  return importArticles({
    newsroom,
    actor: systemActor,
    format: stories.format,
    read: stories.read,
    options: { mode: 'upsert', dryRun: false, keepAddresses: false },
  });
}

async function slugsOf({ request }: TestNewsroom): Promise<string[]> {
  const slugs: string[] = [];
  for (let next = '/v1/articles?fields=slug&limit=100'; next !== ''; ) {
    const { body } = await request('GET', next);
    slugs.push(...body.data.map((story: { slug: string }) => story.slug));
    next = body.page.next === null ? '' : `/v1/articles?fields=slug&limit=100&after=${body.page.next}`;
  }
  return slugs;
}

/**
 * Returns a public response without what differs in another newsroom: ids and versions, and the offices of people,
 * which belong to the directory of people.
 */
// biome-ignore lint/suspicious/noExplicitAny: responses of the API
function comparable({ id: _, version: __, ...story }: any) {
  const named = ({ id: _, role: __, ...person }: { id: string; role?: object }) => person;
  return {
    ...story,
    section: story.section === null ? null : { ...story.section, id: undefined },
    authors: story.authors.map(named),
    people: story.people.map(named),
    related: story.related.map(({ id: _, ...one }: { id: string }) => one),
    corrections: story.corrections.map(({ id: _, ...one }: { id: string }) => one),
  };
}

async function compared(t: Test, one: TestNewsroom, other: TestNewsroom) {
  const slugs = await slugsOf(one);
  t.strictSame((await slugsOf(other)).toSorted(), slugs.toSorted());
  const read = async (at: TestNewsroom, slug: string) =>
    comparable((await at.request('GET', `/v1/articles/${slug}`)).body);
  for (const slug of slugs) t.strictSame(await read(other, slug), await read(one, slug), slug);
  return slugs.length;
}

const unchanged = { created: 0, updated: 0, sections: 0, people: 0, failed: [], skipped: [], dropped: [] };

t.test('copies the demo newsroom with its comments to another newsroom unchanged', async (t) => {
  const [from, to] = [await openNewsroom(t), await openNewsroom(t)];
  await from.newsroom.loadDemo();
  for (const status of STATUSES) {
    const file = await exported(from, `status=${status}`);
    if (file !== '') t.match(await take(to, file), { format: 'ndjson', failed: [], skipped: [], dropped: [] });
  }
  const { text } = commentExports({ comments: from.newsroom.comments, base: '' }).open(systemActor, {
    format: 'ndjson',
    private: false,
  });
  await importComments({
    comments: to.newsroom.comments,
    actor: systemActor,
    stream: Readable.from(text).map((part: string) => Buffer.from(part)),
    name: 'comments.ndjson',
    options: {},
  });
  t.equal(await compared(t, from, to), 16);

  const sections = async (at: TestNewsroom) =>
    (await at.request('GET', '/v1/sections?limit=100&sort=path')).body.data.map(
      ({ path, name }: { path: string; name: string }) => [path, name],
    );
  const kept = new Set((await sections(to)).map(String));
  t.strictSame(
    (await sections(from)).filter((one: string[]) => kept.has(String(one))),
    await sections(to),
    'sections are in the same place; those without an article are not exported',
  );

  const file = await exported(to);
  t.match(
    await take(to, file),
    { ...unchanged, unchanged: (await slugsOf(to)).length },
    'a second import changes nothing',
  );
  t.match(
    await take(from, await exported(from)),
    { ...unchanged, unchanged: (await slugsOf(from)).length },
    'an import into the original newsroom changes nothing',
  );
  t.match(
    await take(from, file),
    { ...unchanged, unchanged: (await slugsOf(from)).length },
    'the exported file changes nothing in the original newsroom',
  );
});

t.test('copies 150 articles of every kind unchanged', async (t) => {
  const [from, to] = [await openNewsroom(t), await openNewsroom(t)];
  await fillWithStories(from.newsroom, 150);
  const file = await exported(from);
  const report = await take(to, file);
  t.match(report, { created: 150, updated: 0, failed: [], skipped: [], dropped: [] });
  t.equal(await compared(t, from, to), 150);
  t.match(await take(to, file), { ...unchanged, unchanged: 150 });
});
