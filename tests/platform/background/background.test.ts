import t from 'tap';
import { startLoop } from '../../../src/platform/background/index.js';
import { createJobLoop } from '../../../src/platform/background/jobs.js';

const silent = { error: () => {} };
/** Signals that always arrive. */
const signals = { isLive: () => true, subscribe: () => () => {} };

t.test('runs a task at the time it asks for, before its next interval', async (t) => {
  const due = Date.now() + 200;
  const looks: number[] = [];
  const done = new Promise<void>((resolve) => {
    const background = startLoop(
      {
        name: 'due',
        everyMs: 60_000,
        async work() {
          looks.push(Date.now());
          if (Date.now() < due) return new Date(due);
          void background.stop().then(resolve);
          return 'idle';
        },
      },
      signals,
      silent,
    );
  });
  await done;
  t.ok((looks.at(-1) ?? 0) >= due, 'it does not run earlier');
  t.ok(looks.length <= 4, `it runs ${looks.length} times`);
});

t.test('runs at the next interval when a task asks for a later time', async (t) => {
  let looks = 0;
  await new Promise<void>((resolve) => {
    const background = startLoop(
      {
        name: 'far',
        everyMs: 10,
        async work() {
          looks += 1;
          if (looks === 3) void background.stop().then(resolve);
          return new Date(Date.now() + 60_000_000_000);
        },
      },
      signals,
      silent,
    );
  });
  t.equal(looks, 3);
});

t.test('runs a finished periodic job again only at its time, however often it is woken', async (t) => {
  let runs = 0;
  const job = {
    name: 'sweep',
    everyMs: 60_000,
    work: async () => {
      runs += 1;
      return runs < 3 ? ('more' as const) : ('idle' as const);
    },
  };
  const { work } = createJobLoop(job, { cursorOf: () => 0n });
  while ((await work()) === 'more');
  t.equal(runs, 3, 'it works in batches');
  for (let look = 0; look < 5; look += 1) {
    const due = await work();
    t.ok(due instanceof Date && due.getTime() > Date.now() + 50_000, 'it is due in a minute');
  }
  t.equal(runs, 3);
});
