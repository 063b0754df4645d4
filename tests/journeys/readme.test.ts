import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { Environment } from '../../src/platform/environment.js';
import { openNewsroom } from '../support/newsroom.js';

const root = join(import.meta.dirname, '../..');

const tools = spawnSync('bash', ['-c', 'command -v curl sed']).status === 0;

t.test('runs the tour of the README as pasted', { skip: !tools && 'there is no bash with curl' }, async (t) => {
  const { app, newsroom, tokens } = await openNewsroom(t);
  await newsroom.loadDemo();
  const origin = app.listeningOrigin;
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const script = /```sh tour\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const said = script.replace(/^(COMMENT=.*|curl.*)$/gm, '$1; echo');
  const shell = spawn('bash', ['-c', said], {
    env: { PATH: process.env.PATH, API: `${origin}/v1`, TOKEN: tokens.admin },
  });
  let output = '';
  shell.stdout.on('data', (chunk) => (output += chunk));
  shell.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(shell, 'close');
  t.equal(code, 0);

  const answers = output
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  t.equal(answers.length, 14);
  const [
    section,
    person,
    then,
    draft,
    hidden,
    named,
    published,
    found,
    edited,
    shown,
    policy,
    approved,
    comments,
    gone,
  ] = answers;
  t.match(section, { path: 'world/harbours' });
  t.match(person, { slug: 'ines-carrow' });
  t.match(then.currentRoles, [{ title: 'Harbour master' }]);
  t.match(draft, { status: 'draft', body: /<strong>night ferry<\/strong>/ });
  t.match(hidden, { status: 404 });
  t.match(named.mentions, [{ person: { slug: 'ines-carrow' }, title: 'Harbour master' }, { quoted: 'direct' }]);
  t.match(published, { status: 'published' });
  t.match(found.data, [{ highlight: { headline: /<mark>ferry<\/mark>/ } }]);
  t.match(edited, { hasUnpublishedChanges: true });
  t.match(shown, { headline: 'Night ferry returns' });
  t.match(policy, { mode: 'pre', open: true });
  t.match(approved, { status: 'approved' });
  t.match(comments.data, [{ author: { name: 'Ada' } }]);
  t.match(gone, { status: 'unpublished' });
});

t.test('docs/configuration.md lists every variable with its default', async (t) => {
  const text = await readFile(join(root, 'docs/configuration.md'), 'utf8');
  const rows = new Map(
    [...text.matchAll(/^\| `([A-Z0-9_]+)` \| (.*?) \|/gm)].map(([, name = '', cell = '']) => [name, cell]),
  );
  const { properties = {} } = z.toJSONSchema(Environment, { io: 'input' });
  t.strictSame([...rows.keys()].sort(), Object.keys(properties).sort());
  for (const [name, property] of Object.entries(properties)) {
    const fallback = (property as { default?: string }).default;
    if (fallback !== undefined && fallback !== '') t.equal(rows.get(name), `\`${fallback}\``, name);
  }
});

t.test('runs the script of the scripting guide twice', async (t) => {
  const { app, database, tokens } = await openNewsroom(t);
  const origin = app.listeningOrigin;
  const guide = await readFile(join(root, 'docs/guides/scripting.md'), 'utf8');
  const script = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  for (let time = 0; time < 2; time++) {
    const node = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: process.env.PATH, API: `${origin}/v1`, TOKEN: tokens.importer },
    });
    let output = '';
    node.stdout.on('data', (chunk) => (output += chunk));
    node.stderr.on('data', (chunk) => (output += chunk));
    const [code] = await once(node, 'close');
    t.equal(code, 0, output);
    t.match(output, `${origin}/v1/articles/ferry-strike-ends`);
  }
  const articles = await database.prisma.article.findMany();
  t.match(articles, [{ slug: 'ferry-strike-ends', tags: ['ferries'], version: 2 }]);
});
