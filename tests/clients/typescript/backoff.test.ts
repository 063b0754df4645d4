import t from 'tap';
import { waitBefore } from '../../../clients/typescript/repeating.js';

t.test('doubles the wait up to half a minute and spreads it at random', async (t) => {
  t.equal(waitBefore(0, undefined, 0), 125);
  t.equal(waitBefore(0, undefined, 1), 250);
  t.equal(waitBefore(3, undefined, 0.5), 1500);
  t.equal(waitBefore(40, undefined, 1), 30_000);
});

t.test('waits at least as long as Retry-After says', async (t) => {
  t.equal(waitBefore(0, 2000, 0), 2000);
  t.equal(waitBefore(1, 2000, 1), 2250);
});
