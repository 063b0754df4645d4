import t from 'tap';
import { nameQuery } from '../../../src/content/people/rules.js';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';

/** White space: tab, line breaks, no-break spaces, a thin, a mathematical and an ideographic space, and two in a row. */
const spaces = '\t \n \r\n \u0085 \u2028 \u00a0 \u202f \u2009 \u205f \u3000 \u00a0\u00a0'.split(' ');

const findEach = async (path: string, searches: string[], property: string) => {
  const results: unknown[] = [];
  for (const q of searches) {
    const { status, body, text } = await request('GET', `${path}?q=${encodeURIComponent(q)}&limit=100`);
    if (status !== 200) throw new Error(text);
    results.push(body.data.map((one: Record<string, unknown>) => one[property]).sort());
  }
  return results;
};

t.test('takes any white space between the words of a search for a space', async (t) => {
  for (const [index, headline] of [
    'Trams stop late tonight',
    'Tonight the trams run',
    'Ferries run',
    'Covid19 patients',
  ].entries()) {
    const slug = `article-${index}`;
    await request('POST', '/v1/articles', { as, body: { headline, slug, lang: 'en' } });
    t.equal((await request('POST', `/v1/articles/${slug}/publish`, { as })).status, 200);
    await request('PATCH', `/v1/assets/${await createAsset(request)}`, { as, body: { caption: headline } });
  }
  for (const name of ['Åsa Tramberg', 'Åsa Fähre'])
    t.equal((await request('POST', '/v1/people', { as, body: { name, visibility: 'public' } })).status, 201);
  for (const space of spaces) {
    const name = [...space].map((one) => `U+${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(' ');
    const searches = ['tonight trams', 'trams -stop', 'stop or ferries', 'trams -"stop late"', 'covid 19 patients'];
    const found = await findEach('/v1/articles', searches, 'headline');
    t.same(found[0], ['Tonight the trams run', 'Trams stop late tonight']);
    t.same(found[1], ['Tonight the trams run']);
    t.same(found[2], ['Ferries run', 'Trams stop late tonight']);
    t.same(found[3], ['Tonight the trams run']);
    t.same(found[4], ['Covid19 patients']);
    const spaced = searches.map((q) => q.replaceAll(' ', space));
    t.same(await findEach('/v1/articles', spaced, 'headline'), found, `articles with ${name}`);
    t.same(await findEach('/v1/assets', spaced, 'caption'), found, `assets with ${name}`);
    t.equal(nameQuery(`åsa${space}tramberg`), nameQuery('åsa tramberg'), `a name with ${name}`);
    const people = [`tramberg${space}åsa`, `åsa${space}tramberg`, `fähre${space}åsa`];
    t.same(
      await findEach('/v1/people', people, 'name'),
      [['Åsa Tramberg'], ['Åsa Tramberg'], ['Åsa Fähre']],
      `people with ${name}`,
    );
  }
});
