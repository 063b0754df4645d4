import t, { type Test } from 'tap';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { copyArticles, copyComments, exportArticles, importArticleFile } from '../../support/newsroom-files.js';
import { fillWithStories } from './stories.js';

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
  for (const report of await copyArticles(from, to))
    t.match(report, { format: 'ndjson', failed: [], skipped: [], dropped: [] });
  await copyComments(from, to);
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

  const file = await exportArticles(to);
  t.match(
    await importArticleFile(to, file),
    { ...unchanged, unchanged: (await slugsOf(to)).length },
    'a second import changes nothing',
  );
  t.match(
    await importArticleFile(from, await exportArticles(from)),
    { ...unchanged, unchanged: (await slugsOf(from)).length },
    'an import into the original newsroom changes nothing',
  );
  t.match(
    await importArticleFile(from, file),
    { ...unchanged, unchanged: (await slugsOf(from)).length },
    'the exported file changes nothing in the original newsroom',
  );
});

t.test('copies 150 articles of every kind unchanged', async (t) => {
  const [from, to] = [await openNewsroom(t), await openNewsroom(t)];
  await fillWithStories(from.newsroom, 150);
  const file = await exportArticles(from);
  const report = await importArticleFile(to, file);
  t.match(report, { created: 150, updated: 0, failed: [], skipped: [], dropped: [] });
  t.equal(await compared(t, from, to), 150);
  t.match(await importArticleFile(to, file), { ...unchanged, unchanged: 150 });
});
