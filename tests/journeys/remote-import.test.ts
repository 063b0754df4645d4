import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { systemActor } from '../../src/platform/auth/index.js';
import { startBackground } from '../../src/platform/background/index.js';
import { openNewsroom } from '../support/newsroom.js';

const { app, newsroom, tokens, database } = await openNewsroom(t);
const background = startBackground(database, newsroom, app.log);
t.teardown(() => background.stop());
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const to = app.listeningOrigin;

async function broadsheet(args: string[], { token = tokens.importer, input }: { token?: string; input?: string } = {}) {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...inherited, BROADSHEET_TOKEN: token },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, out, err };
}

await mkdir(join(folder, 'posts', 'old'), { recursive: true });
await writeFile(join(folder, 'posts', 'first.md'), '---\ntitle: First\ndate: 2017-07-07\n---\nText.');
await writeFile(join(folder, 'posts', 'old', 'second.md'), '---\ntitle: Second\ndate: 2016-07-07\n---\nText.');
const story = JSON.stringify({ externalIds: [{ source: 'wire', id: '1' }], headline: 'Ferry sails', body: '' });
await writeFile(join(folder, 'wire.ndjson'), `${story}\nno json\n`);

t.test('imports files and folders into a server', async (t) => {
  const { code, out, err } = await broadsheet([
    'import',
    join(folder, 'posts'),
    join(folder, 'wire.ndjson'),
    '--to',
    to,
  ]);
  t.equal(code, 1, err);
  t.match(out, /file +format +created +updated +unchanged +skipped +failed\n/);
  t.match(out, /posts \(2 in Markdown\) +markdown +2 +0 +0 +0 +0\n/);
  t.match(out, /wire\.ndjson +ndjson +1 +0 +0 +0 +1\n/);
  t.match(err, /1 failed \(not-json\) .*line 2: The text is not valid JSON/);
  t.match(err, /2 dropped \(not-published\): Only the draft copy was imported, .* scope content:publish\. .*first\.md/);
  t.equal(await database.prisma.article.count(), 3);
  const [id = ''] = /(?<=as import )[\w-]{36}/.exec(err) ?? [];
  const again = await broadsheet(['import', '--resume', id, '--to', to]);
  t.match(again, { code: 0, out: /markdown +2/ }, 'a second call shows the progress');
});

t.test('publishes when the token may publish', async (t) => {
  const args = ['import', join(folder, 'posts'), '--to', to];
  const { code, out, err } = await broadsheet(args, { token: tokens.admin });
  t.equal(code, 0, err);
  t.match(out, /markdown +0 +2 +0 +0 +0\n/);
  t.notMatch(err, /not-published/);
  t.equal(await database.prisma.publication.count(), 2);
});

t.test('imports standard input, and reports failed items by the exit code', async (t) => {
  const sent = await broadsheet(['import', '-', '--mode', 'create', '--format', 'ndjson', '--to', to], {
    input: story,
  });
  t.match(sent, { code: 1, out: /standard input +ndjson +0 +0 +0 +0 +1\n/, err: /1 failed \(already-here\)/ });
});

t.test('reports a refused import, with another exit code', async (t) => {
  t.match(await broadsheet(['import', join(folder, 'wire.ndjson'), '--to', to], { token: tokens.reader }), {
    code: 2,
    err: /scope import/,
  });
  t.match(await broadsheet(['import', '-', '--to', to], { input: 'what is this' }), { code: 2, err: /unknown-format/ });
});

t.test('downloads an export from a server', async (t) => {
  await newsroom.articles.publish(systemActor, 'ferry-sails');
  const exported = await broadsheet(['export', '--from', to]);
  t.match(exported, { code: 0, out: /"headline":"Ferry sails"/ }, exported.err);
});
