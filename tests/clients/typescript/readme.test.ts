import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startBackground } from '../../../src/platform/background/index.js';
import { pngOf } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

// One database is enough: the client sends HTTP requests that other tests send to both.

const root = join(import.meta.dirname, '../../..');

t.test('runs the scripts of the client README as pasted, and importing again changes nothing', async (t) => {
  const { app, database, tokens, newsroom } = await openNewsroom(t);
  const background = startBackground(database, newsroom, app.log);
  t.teardown(() => background.stop());
  const readme = await readFile(join(root, 'clients/typescript/README.md'), 'utf8');
  const scripts = Object.fromEntries(
    [...readme.matchAll(/```ts (\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => [name, text]),
  );
  const [, story = ''] = /`(\{"id": "4711".*\})`/.exec(readme) ?? [];
  const second = JSON.stringify({ id: 'b/2', headline: 'Tide tables', body: '' });
  const cwd = temporaryFolder(t);
  await symlink(join(root, 'clients'), join(cwd, 'clients'));
  for (const [name, text = ''] of Object.entries<string | undefined>({
    ...scripts,
    'stories.jsonl': `${story}\n${second}\n`,
  }))
    await writeFile(join(cwd, name), text);

  async function run(script: string): Promise<string[]> {
    const node = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      cwd,
      env: { PATH: process.env.PATH, URL: app.listeningOrigin, TOKEN: tokens.importer },
    });
    let output = '';
    node.stdout.on('data', (chunk) => (output += chunk));
    node.stderr.on('data', (chunk) => (output += chunk));
    const [code] = await once(node, 'close');
    t.equal(code, 0, output);
    return output.trim().split('\n');
  }

  t.same(await run('import.ts'), ['ferry-strike-ends version 1', 'tide-tables version 1']);
  t.same(await run('import.ts'), ['ferry-strike-ends unchanged', 'tide-tables unchanged']);
  t.match(await run('file.ts'), [/^done: 0 new, \d changed, \d unchanged, 0 refused$/]);
  t.same((await run('list.ts')).sort(), ['ferry-strike-ends Ferry strike ends', 'tide-tables Tide tables']);
  t.same(await run('tag.ts'), ['version 2']);
  await writeFile(join(cwd, 'tram.jpg'), await pngOf());
  t.match((await run('upload.ts')).at(-1), /100 %[0-9a-f-]{36} is new$/);
  t.match((await run('upload.ts')).at(-1), /100 %[0-9a-f-]{36} was already there$/);
});
