import t, { type Test } from 'tap';
import { type ContentName, contentNames, type StoredName, storedNames } from '../../src/content/articles/content.js';
import { articleFields } from '../../src/content/articles/fields.js';
import { catalogue as people, personFields } from '../../src/content/people/fields.js';
import { PersonInput } from '../../src/content/people/schemas.js';
import { systemActor } from '../../src/platform/auth/index.js';
import { type Body, openNewsroom, type TestNewsroom } from '../support/newsroom.js';
import { importArticleFile } from '../support/newsroom-files.js';

const as = 'admin';
let hoursLater = 0;
const newsroom = await openNewsroom(t, { clock: () => new Date(Date.now() + hoursLater * 3_600_000) });
const send = async (
  method: string,
  path: string,
  body?: unknown,
  { request }: TestNewsroom = newsroom,
): Promise<Body> => {
  const response = await request(method, path, { as, ...(body === undefined ? {} : { body }) });
  if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
  return response.body;
};

await send('POST', '/v1/sections', { name: 'Harbour' });
await send('POST', '/v1/people', { name: 'Ines Calder' });
await send('POST', '/v1/articles', { headline: 'Another ferry', externalIds: [{ source: 'wire', id: 'other' }] });
await send('POST', '/v1/articles/another-ferry/publish');

/** Values that are sent for fields with references. For other fields the examples are sent. */
const linkedValues: Record<Exclude<ContentName, StoredName>, unknown> = {
  slug: 'every-field',
  section: 'harbour',
  body: '<p>The ferry sails.</p>',
  tags: ['G20', '9/11'],
  people: [{ person: 'ines-calder', relation: 'quoted', titleAsPrinted: 'Captain' }],
  related: ['another-ferry'],
  externalIds: [{ source: 'wire', id: 'every-field' }],
};
const everyField: Record<string, unknown> = {
  ...Object.fromEntries(storedNames.map((name) => [name, articleFields[name].example])),
  ...linkedValues,
};
const otherFields = { headline: 'Nothing but a headline', slug: 'every-field' };

/** Returns a field of a response in the form that a request has. */
function sentOf(article: Body, name: ContentName): unknown {
  if (name === 'commentsOpen') return 'comments' in article ? article.comments.open : article.commentsOpen;
  const value = article[name];
  if (name === 'section') return value?.slug ?? null;
  if (name === 'related') return value?.map(({ slug }: Body) => slug);
  if (name === 'people')
    return value?.map(({ slug, relation, titleAsPrinted }: Body) => ({ person: slug, relation, titleAsPrinted }));
  return value;
}

/** Checks that a response has the sent value in every field of the catalogue that it shows. */
function survived(test: Test, article: Body, where: string, names: readonly ContentName[] = contentNames): void {
  for (const name of names) test.strictSame(sentOf(article, name), everyField[name], `${name}, ${where}`);
}

const isPublic = (name: ContentName) => articleFields[name].placement !== 'desk';
const isOnCard = (name: ContentName) => articleFields[name].placement === 'card';
const readDesk = () => send('GET', '/v1/desk/articles/every-field');
const readPublic = async () => (await newsroom.request('GET', '/v1/articles/every-field')).body;
const publicNames = contentNames.filter(isPublic);

t.test('has examples that differ from the defaults, so that a lost value shows', async (t) => {
  for (const name of storedNames) {
    const { toStored, example } = articleFields[name] as { toStored(value: unknown): unknown; example: unknown };
    t.strictSame(toStored(example), example, `${name} is stored as it is sent`);
    if (name !== 'headline') t.notSame(toStored(undefined), example, name);
  }
});

t.test('keeps every field from the request to the publication and back', async (t) => {
  survived(t, await send('POST', '/v1/articles', everyField), 'in the response of POST');
  survived(t, await readDesk(), 'in the desk view');
  survived(t, (await send('GET', '/v1/articles/every-field/revisions/1')).article, 'in the first revision');
  const listed = (await send('GET', '/v1/desk/articles')).data.find(({ slug }: Body) => slug === 'every-field');
  survived(t, listed, 'on a card of the desk', contentNames.filter(isOnCard));

  survived(t, await send('POST', '/v1/articles/every-field/publish'), 'in the response of publish');
  survived(t, await readPublic(), 'in the public view', publicNames);
  const { body: cards } = await newsroom.request('GET', '/v1/articles');
  survived(
    t,
    cards.data.find(({ slug }: Body) => slug === 'every-field'),
    'in a public card',
    contentNames.filter(isOnCard),
  );
  for (const name of publicNames.filter((one) => one !== 'commentsOpen')) {
    const { body } = await newsroom.request('GET', `/v1/articles/every-field?fields=${name}`);
    survived(t, body, `with fields=${name}`, [name]);
  }

  await send('PUT', '/v1/articles/every-field', otherFields);
  const emptied = await readDesk();
  for (const name of contentNames)
    if (name !== 'slug') t.notSame(sentOf(emptied, name), everyField[name], `${name} is reset by PUT`);
  survived(t, await readPublic(), 'in the public view while the draft copy differs', publicNames);
  const { changes } = await send('GET', '/v1/articles/every-field/diff');
  t.same(
    changes.map(({ field }: Body) => field).toSorted(),
    contentNames.filter((name) => name !== 'slug').toSorted(),
    'the diff names every field',
  );

  await send('POST', '/v1/articles/every-field/discard-changes');
  // External ids are not part of the publication.
  survived(t, await readDesk(), 'after discard-changes', publicNames);
  await send('PUT', '/v1/articles/every-field', otherFields);
  await send('POST', '/v1/articles/every-field/revisions/1/restore', {});
  survived(t, await readDesk(), 'after a restored revision', publicNames);
  await send('PATCH', '/v1/articles/every-field', { externalIds: everyField.externalIds });
  survived(t, await readDesk(), 'after a patch of another field');
});

t.test('publishes the scheduled revision unchanged by later edits', async (t) => {
  await send('POST', '/v1/articles/every-field/unpublish');
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await send('POST', '/v1/articles/every-field/schedule', { at });
  await send('PATCH', '/v1/articles/every-field', { headline: 'Later' });
  hoursLater = 2;
  const timetable = newsroom.newsroom.articles.plans.queue;
  while ((await timetable?.work()) === 'more');
  survived(t, await readPublic(), 'in the public view after a scheduled publication', publicNames);
  await send('POST', '/v1/articles/every-field/discard-changes');
});

t.test('keeps every field through export and import, and a second import changes nothing', async (t) => {
  const other = await openNewsroom(t);
  const files = await Promise.all(
    ['published', 'unpublished', 'draft'].map(async (status) => {
      const { text } = await newsroom.request('GET', `/v1/exports?status=${status}`, { as });
      return text;
    }),
  );
  const take = () => importArticleFile(other, files.join(''));
  t.match(await take(), { created: 2, failed: [], skipped: [], dropped: [] });
  const imported = await send('GET', '/v1/desk/articles/every-field', undefined, other);
  survived(t, imported, 'after export and import');
  t.match(await take(), { created: 0, updated: 0, unchanged: 2 });

  const { body } = await other.request('PUT', '/v1/articles/by-external-id/wire/every-field', { as, body: everyField });
  survived(t, body, 'after PUT by external id');
  t.equal(body.unchanged, true, 'repeating PUT by external id changes nothing');
});

t.test('keeps every field of a person through writes, an import and its repetition', async (t) => {
  const { storedNames: names } = people;
  const person: Record<string, unknown> = {
    ...people.examplesOf(people.contentNames),
    // Their examples equal the defaults.
    nameOrder: 'family-first',
    disambiguation: 'politician',
    imageUrl: 'https://images.paper.example/merkel.jpg',
  };
  for (const name of names) {
    const { toStored } = personFields[name] as { toStored(value: unknown): unknown };
    if (name !== 'name') t.notSame(toStored(undefined), person[name], `${name} differs from its default`);
  }
  const publicPersonNames = people.contentNames.filter((name) => personFields[name].placement !== 'desk');
  const survivedAs = (
    row: Body,
    where: string,
    names: readonly (typeof people.contentNames)[number][] = people.contentNames,
  ) => {
    for (const name of names) t.strictSame(row[name], person[name], `${name}, ${where}`);
  };
  survivedAs(await send('POST', '/v1/people', person), 'in the response of POST');
  survivedAs((await newsroom.request('GET', '/v1/people/angela-merkel')).body, 'in public', publicPersonNames);
  survivedAs((await newsroom.request('GET', '/v1/people?q=merkel')).body.data[0], 'in a list', publicPersonNames);
  survivedAs(await send('GET', '/v1/desk/people/angela-merkel'), 'on the desk');
  await send('PUT', '/v1/people/angela-merkel', { name: 'Nobody', sortName: 'Nobody' });
  const emptied = (await newsroom.request('GET', '/v1/people/angela-merkel')).body;
  for (const name of people.contentNames)
    if (name !== 'slug') t.notSame(emptied[name], person[name], `${name} is reset by PUT`);
  await send('PATCH', '/v1/people/angela-merkel', person);
  // The server has kept the former name, so the aliases are set once more.
  const { aliases } = person;
  survivedAs(await send('PATCH', '/v1/people/angela-merkel', { aliases }), 'after PATCH');

  const other = await openNewsroom(t);
  const record = { input: PersonInput.parse(person), from: 'line 1' };
  t.match(await other.newsroom.people.importPeople(systemActor, [record]), { createdCount: 1, refusals: [] });
  survivedAs((await other.request('GET', '/v1/desk/people/angela-merkel', { as })).body, 'after an import');
  t.match(await other.newsroom.people.importPeople(systemActor, [record]), { unchangedCount: 1 });
  const { body } = await other.request('PUT', '/v1/people/by-external-id/wire/merkel', { as, body: person });
  t.match(body, { code: 'slug-taken' }, 'an unknown external id does not overwrite a person');
});

t.test('completes a person with few fields on import', async (t) => {
  await send('POST', '/v1/people', { name: 'Completed Person' });
  const { slug: _, ...person } = people.examplesOf(people.contentNames);
  const input = PersonInput.parse({ ...person, name: 'Completed Person', wikidataId: 'Q1', disambiguation: 'pilot' });
  t.match(await newsroom.newsroom.people.importPeople(systemActor, [{ input, from: 'line 1' }]), { updatedCount: 1 });
  const { body } = await newsroom.request('GET', '/v1/people/completed-person');
  for (const name of people.storedNames.filter((one) => one !== 'nameOrder'))
    t.strictSame(body[name], input[name] ?? null, name);
});
