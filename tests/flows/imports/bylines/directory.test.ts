import { Readable } from 'node:stream';
import t from 'tap';
import { importArticles } from '../../../../src/flows/imports/index.js';
import { readArticles } from '../../../../src/flows/imports/read.js';
import { systemActor } from '../../../../src/platform/auth/index.js';
import { openNewsroom } from '../../../support/newsroom.js';

const { newsroom, request } = await openNewsroom(t);

/** Imports a Markdown file with a byline. Returns the report, and the authors of the article. */
async function importWithByline(byline: string, { source, dryRun = false }: { source: string; dryRun?: boolean }) {
  const file = `---\ntitle: Ferry sails\nslug: ${source}\nauthor: ${JSON.stringify(byline)}\n---\nThe ferry sails again.\n`;
  const options = { source, name: 'ferry.md', siteUrl: null };
  const { format, read } = await readArticles(Readable.from([Buffer.from(file)]), options);
  const report = await importArticles({
    newsroom,
    actor: systemActor,
    format,
    read,
    options: { mode: 'upsert', dryRun, keepAddresses: false },
  });
  const { body } = await request('GET', `/v1/desk/articles/${source}?include=people`, { as: 'editor' });
  const authors = (body.people ?? []).map(({ name }: { name: string }) => name);
  return { report, authors };
}

t.test('finds an existing person by a name in capitals, and creates the others with small letters', async (t) => {
  for (const name of ['John MacAdam', 'Zoë DeLuca'])
    await request('POST', '/v1/people', { as: 'editor', body: { name } });
  const byline = 'BY JOHN MACADAM, ZOË DELUCA AND ANNA DE VRIES';
  const first = await importWithByline(byline, { source: 'capitals' });
  t.match(first.report, { created: 1, people: 1, dropped: [] });
  t.strictSame(first.authors, ['John MacAdam', 'Zoë DeLuca', 'Anna de Vries']);
  const second = await importWithByline(byline, { source: 'capitals' });
  t.match(second.report, { unchanged: 1, people: 0 });
  const other = await importWithByline('By Anna De Vries', { source: 'small-letters' });
  t.match(other.report, { created: 1, people: 0 });
  t.strictSame(other.authors, ['Anna de Vries'], 'the person keeps the name');
});
