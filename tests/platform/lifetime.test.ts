import t from 'tap';
import { lifetime } from '../../src/platform/http/lifetime.js';

const policy = 'public, max-age=10, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400';

t.test('nobody uses an answer for longer than it is true, be it fresh or stale', async (t) => {
  t.equal(lifetime(policy, Number.POSITIVE_INFINITY), policy);
  t.equal(
    lifetime(policy, 100),
    'public, max-age=10, s-maxage=60, stale-while-revalidate=30, stale-if-error=40',
    'what is left after it was fresh',
  );
  t.equal(lifetime(policy, 20), 'public, max-age=10, s-maxage=20, stale-while-revalidate=0, stale-if-error=0');
  for (const seconds of [0, -5])
    t.equal(lifetime(policy, seconds), 'public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0');
  t.equal(lifetime('no-store', 5), 'no-store');
});
