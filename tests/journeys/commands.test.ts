import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '../..');
const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-'));
t.teardown(() => rm(dataDir, { recursive: true, force: true }));

async function run(file: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    env: { ...inherited, DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}

t.test('migrate brings a database up to date and says what it did', async (t) => {
  t.match(await run('dist/cli.js', 'migrate'), { code: 0, output: /^Applied: \d+_newsroom/ });
  t.match(await run('dist/cli.js', 'migrate'), { code: 0, output: /up to date/ });
});

t.test('demo loads into an empty database and leaves any other alone', async (t) => {
  t.match(await run('dist/cli.js', 'demo'), { code: 0, output: /is loaded/ });
  t.match(await run('dist/cli.js', 'demo'), { code: 0, output: /nothing was loaded/ });
});

t.test('token prints a token and nothing else, and refuses a role that there is not', async (t) => {
  t.match(await run('dist/cli.js', 'token', 'A script', '--role', 'writer'), { code: 0, output: /^bs_[\w-]{43}\n$/ });
  const wrong = await run('dist/cli.js', 'token', 'A script', '--role', 'king');
  t.equal(wrong.code, 1);
  t.match(wrong.output, 'editor');
});

t.test('comments are counted anew, and what is held of a reader is printed and erased', async (t) => {
  t.match(await run('dist/cli.js', 'comments', 'recount', '--check'), {
    code: 0,
    output: /^All counts are right: \d+ articles, \d+ comments\.\n$/,
  });
  t.match(await run('dist/cli.js', 'privacy', 'export', 'nobody@post.example'), {
    code: 0,
    output: /"comments": \[\]/,
  });
  t.match(await run('dist/cli.js', 'privacy', 'erase', 'nobody@post.example'), { code: 0, output: /of 0 comments/ });
  t.match(await run('dist/cli.js', 'privacy', 'erase', 'nobody'), { code: 1, output: /no e-mail address/ });
});

t.test('stories come from a file; again nothing changes, and what is no story is told', async (t) => {
  const file = join(dataDir, '..', `stories-${process.pid}.ndjson`);
  t.teardown(() => rm(file, { force: true }));
  const story = { externalIds: [{ source: 'desk', id: '1' }], headline: 'Ferry sails', body: '<p>At last.</p>' };
  await writeFile(file, `${JSON.stringify(story)}\n`);
  t.match(await run('dist/cli.js', 'import', file, '--dry-run'), { code: 0, output: /ndjson +1/ });
  t.match(await run('dist/cli.js', 'import', file), { code: 0, output: /ndjson +1 +0 +0 +0 +0/ });
  t.match(await run('dist/cli.js', 'import', file), { code: 0, output: /ndjson +0 +0 +1 +0 +0/ });
  const nothing = join(dataDir, '..', `nothing-${process.pid}.bin`);
  t.teardown(() => rm(nothing, { force: true }));
  await writeFile(nothing, Buffer.from([1, 2, 3]));
  t.match(await run('dist/cli.js', 'import', nothing), { code: 2, output: /none of these formats: wxr, / });
  t.match(await run('dist/cli.js', 'import', `${nothing}.gone`), { code: 2, output: /cannot be read/ });
});

t.test('the worker refuses the embedded database, which the server serves by itself', async (t) => {
  t.match(await run('dist/worker.js'), { code: 1, output: /DATABASE_URL/ });
});
