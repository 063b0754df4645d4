import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runScript } from '../support/command.js';

const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-'));
t.teardown(() => rm(dataDir, { recursive: true, force: true }));

const run = (file: string, ...args: string[]) => runScript(file, { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, args);

t.test('migrates a database and says what was done', async (t) => {
  t.match(await run('dist/cli.js', 'migrate'), { code: 0, output: /^Applied: \d+_newsroom/ });
  t.match(await run('dist/cli.js', 'migrate'), { code: 0, output: /up to date/ });
});

t.test('loads the demo only into an empty database', async (t) => {
  t.match(await run('dist/cli.js', 'demo'), { code: 0, output: /is loaded/ });
  t.match(await run('dist/cli.js', 'demo'), { code: 0, output: /nothing was loaded/ });
});

t.test('prints only the token, and refuses an unknown role', async (t) => {
  t.match(await run('dist/cli.js', 'token', 'A script', '--role', 'writer'), { code: 0, output: /^bs_[\w-]{43}\n$/ });
  const limited = ['token', 'A desk', '--role', 'writer', '--sections'];
  t.match(await run('dist/cli.js', ...limited, 'world,nowhere'), { code: 1, output: /There is no section "nowhere"/ });
  t.match(await run('dist/cli.js', ...limited, 'world'), { code: 0, output: /^bs_[\w-]{43}\n$/ });
  const wrong = await run('dist/cli.js', 'token', 'A script', '--role', 'king');
  t.equal(wrong.code, 1);
  t.match(wrong.output, 'There is no role "king".');
});

t.test('recounts comments, and exports and erases the data of a reader', async (t) => {
  t.match(await run('dist/cli.js', 'comments', 'recount', '--check'), {
    code: 0,
    output: /^All counts are correct: \d+ articles, \d+ comments\.\n$/,
  });
  t.match(await run('dist/cli.js', 'privacy', 'export', 'nobody@post.example'), {
    code: 0,
    output: /"comments": \[\]/,
  });
  t.match(await run('dist/cli.js', 'privacy', 'erase', 'nobody@post.example'), { code: 0, output: /of 0 comments/ });
  t.match(await run('dist/cli.js', 'privacy', 'erase', 'nobody'), { code: 1, output: /must be an e-mail address/ });
});

t.test('imports articles from a file, changes nothing on repetition, and reports invalid lines', async (t) => {
  const file = join(dataDir, '..', `stories-${process.pid}.ndjson`);
  t.teardown(() => rm(file, { force: true }));
  const publication = { status: 'published', publishedAt: '2017-07-07T18:00:00.000Z' };
  const story = { externalIds: [{ source: 'desk', id: '1' }], headline: 'Ferry sails', body: '', ...publication };
  await writeFile(file, `${JSON.stringify(story)}\n`);
  t.match(await run('dist/cli.js', 'import', file, '--dry-run'), { code: 0, output: /ndjson +1/ });
  t.match(await run('dist/cli.js', 'import', file), { code: 0, output: /ndjson +1 +0 +0 +0 +0/ });
  t.match(await run('dist/cli.js', 'import', file), { code: 0, output: /ndjson +0 +0 +1 +0 +0/ });
  const damagedFile = file.replace('.ndjson', '-2.ndjson');
  t.teardown(() => rm(damagedFile, { force: true }));
  await writeFile(damagedFile, `${JSON.stringify(story)}\n{"headline":\n${JSON.stringify({ headline: '\ud800' })}\n`);
  t.match(await run('dist/cli.js', 'import', damagedFile), { code: 1, output: /ndjson +0 +0 +1 +0 +2/ });
  const lines = (await run('dist/cli.js', 'export')).output.split('\n');
  t.match(JSON.parse(lines.find((one) => one.includes('Ferry sails')) ?? ''), publication, 'the operator publishes');
  const nothing = join(dataDir, '..', `nothing-${process.pid}.bin`);
  t.teardown(() => rm(nothing, { force: true }));
  await writeFile(nothing, Buffer.from([1, 2, 3]));
  t.match(await run('dist/cli.js', 'import', nothing), { code: 2, output: /none of these formats: wxr, / });
  t.match(await run('dist/cli.js', 'import', `${nothing}.gone`), { code: 2, output: /cannot be read/ });
});

t.test('exits with status 2 if a file is broken, has no items or is not in its encoding', async (t) => {
  const feed = (...titles: string[]) =>
    `<rss version="2.0"><channel><title>N</title><link>https://n.example</link>${titles
      .map(
        (title, index) => `<item><guid>b-${index}</guid><title>${title}</title><description>Text.</description></item>`,
      )
      .join('')}</channel></rss>`;
  const file = join(dataDir, '..', `broken-${process.pid}.xml`);
  t.teardown(() => rm(file, { force: true }));
  await writeFile(file, feed('One', 'Ports & tolls'));
  t.match(await run('dist/cli.js', 'import', file), {
    code: 2,
    output: /The import is incomplete\. item 2, line 1: .*line 1, character \d+ on[\s\S]*rss +1 +0 +0 +0 +1/,
  });
  await writeFile(file, feed());
  t.match(await run('dist/cli.js', 'import', file), {
    code: 2,
    output: /Nothing was imported\. The file has no items/,
  });
  await writeFile(file, '<!doctype html><html><body><nav><a href="/">Home</a></nav></body></html>');
  t.match(await run('dist/cli.js', 'import', file), {
    code: 2,
    output: /Nothing was imported\. page: The page has no/,
  });
  await writeFile(file, Buffer.from(feed('Inquérito'), 'latin1'));
  t.match(await run('dist/cli.js', 'import', file), { code: 2, output: /not valid UTF-8 at byte \d+.*ISO-8859-1/ });
  t.match(await run('dist/cli.js', 'import', file, '--site-url', 'n.example'), { code: 2, output: /must be a URL/ });
});

t.test('imports people from a Popolo file, and reports what has no field', async (t) => {
  const file = join(dataDir, '..', `people-${process.pid}.json`);
  t.teardown(() => rm(file, { force: true }));
  const person = { name: 'Ann Porter', birth_date: '1970-01-02', links: [{ url: 'https://party.example/ann' }] };
  await writeFile(file, JSON.stringify({ persons: [person] }));
  t.match(await run('dist/cli.js', 'people', 'import', file), {
    code: 0,
    output: /1 dropped \(birth_date\)[\s\S]*1 dropped \(link\).*party\.example[\s\S]*1 created/,
  });
  await writeFile(file, JSON.stringify({ persons: [] }));
  t.match(await run('dist/cli.js', 'people', 'import', file), { code: 1, output: /has no people/ });
  await writeFile(file, Buffer.from(JSON.stringify({ persons: [{ name: 'Zoé Porter' }] }), 'latin1'));
  t.match(await run('dist/cli.js', 'people', 'import', file), { code: 1, output: /not valid UTF-8 at byte/ });
});

t.test('exports lists and imports them without a change, and reports refused entries and single pages', async (t) => {
  const lists = join(dataDir, '..', `lists-${process.pid}.ndjson`);
  t.teardown(() => rm(lists, { force: true }));
  t.match(await run('dist/cli.js', 'lists', 'export', '--out', lists), { code: 0, output: '' });
  t.match(await run('dist/cli.js', 'lists', 'import', lists), {
    code: 0,
    output: /: 0 created, 0 updated, [1-9]\d* unchanged, 0 failed/,
  });
  const file = join(dataDir, '..', `wrong-${process.pid}.ndjson`);
  t.teardown(() => rm(file, { force: true }));
  await writeFile(file, '{"name":"Sea","colour":"blue"}\n{"name":"Harbour"}\n');
  t.match(await run('dist/cli.js', 'sections', 'import', file), {
    code: 1,
    output: /line 1: has an unknown field "colour"[\s\S]*1 created, 0 updated, 0 unchanged, 1 failed/,
  });
  await writeFile(file, '{"data":[{"name":"Ann Sailor"}],"page":{"next":"abc","previous":null}}');
  t.match(await run('dist/cli.js', 'people', 'import', file), {
    code: 1,
    output: /1 created[\s\S]*one page of a longer/,
  });
});

t.test('refuses to run the worker on the embedded database', async (t) => {
  t.match(await run('dist/worker.js'), { code: 1, output: /DATABASE_URL/ });
});
