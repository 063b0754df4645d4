import { setTimeout as sleep } from 'node:timers/promises';
import { startBackground } from '../../../src/platform/background/index.js';
import { openDatabase } from '../../../src/platform/db/index.js';

// A relay in its own process, slow enough to be killed in the middle of its work.
const database = await openDatabase({ kind: 'postgresql', url: process.env.RELAY_DATABASE_URL ?? '', poolSize: 4 });
startBackground(
  database,
  {
    consumers: [
      {
        name: 'test',
        handle: async (events) => {
          for (const { position } of events) {
            process.send?.(String(position));
            if (position % 100n === 0n) await sleep(50);
          }
        },
      },
    ],
  },
  { error: console.error },
);
