import { execFile } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from '../support/server-process.js';

const root = join(import.meta.dirname, '../..');

for (const command of [['server.js'], ['worker.js'], ['cli.js', 'migrate']]) {
  t.test(`names lines of src in the stack trace of an unexpected error in dist/${command.join(' ')}`, async (t) => {
    const [file = '', ...args] = command;
    const nobodyListens = await freePort();
    const env = {
      ...process.env,
      DATABASE_URL: `postgresql://127.0.0.1:${nobodyListens}/newsroom`,
      SECRET_KEY: 'k'.repeat(32),
      LOG_LEVEL: 'silent',
    };
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, [`dist/${file}`, ...args], { cwd: root, env }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    t.equal(code, 1);
    t.match(stderr, /^Error: connect ECONNREFUSED/);
    t.match(stderr, /at async migrate \(.*[/\\]src[/\\]platform[/\\]db[/\\]migrate\.ts:\d+:\d+\)/);
    t.match(stderr, new RegExp(`[/\\\\]src[/\\\\]${file.replace('.js', '.ts')}:\\d+:\\d+`));
    t.notMatch(stderr, /dist[/\\]/);
  });
}
