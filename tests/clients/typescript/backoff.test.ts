import t from 'tap';
import { waitBefore } from '../../../clients/typescript/repeating.js';

t.test('waits double, are spread, and end at half a minute', async (t) => {
  t.equal(waitBefore(0, undefined, 0), 125);
  t.equal(waitBefore(0, undefined, 1), 250);
  t.equal(waitBefore(3, undefined, 0.5), 1500);
  t.equal(waitBefore(40, undefined, 1), 30_000);
});

t.test('Retry-After is waited out whole, and a little more', async (t) => {
  t.equal(waitBefore(0, 2000, 0), 2000);
  t.equal(waitBefore(1, 2000, 1), 2250);
});
