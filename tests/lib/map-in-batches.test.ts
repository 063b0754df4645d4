import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { mapInBatches } from '../../src/lib/map-in-batches.js';

t.test('converts all items in order', async (t) => {
  for (const count of [0, 1, 999, 1_000, 1_001, 2_500]) {
    const items = Array.from({ length: count }, (_, index) => index);
    t.strictSame(
      await mapInBatches(items, (item, index) => item * 2 + index),
      items.map((item) => item * 3),
    );
  }
});

t.test('lets other work go on while many items are converted', async (t) => {
  let isDone = false;
  const work = mapInBatches(Array.from({ length: 100 }), () => {
    const start = performance.now();
    while (performance.now() - start < 1);
  }).then(() => {
    isDone = true;
  });
  await nextTurn();
  t.notOk(isDone);
  await work;
});
