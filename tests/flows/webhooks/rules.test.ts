import t from 'tap';
import { matchesFilter, payloadFor } from '../../../src/flows/webhooks/audience.rules.js';
import {
  nextAttempt,
  outcomeOf,
  parseRetryAfter,
  retryWaitMs,
  retryWindowMs,
} from '../../../src/flows/webhooks/retry.rules.js';
import { matchesType } from '../../../src/flows/webhooks/rules.js';

const hour = 3_600_000;

t.test('retries about twelve times in a day, the last time at its end', async (t) => {
  let seed = 1;
  const chance = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const counts = Array.from({ length: 500 }, () => {
    let attempts = 0;
    let last = 0;
    for (let now: number | undefined = 0; now !== undefined; ) {
      attempts += 1;
      last = now;
      now = nextAttempt(retryWindowMs, now, retryWaitMs(attempts, chance()));
    }
    if (last !== retryWindowMs) t.fail(`the last attempt is at ${last}`);
    return attempts;
  });
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  t.ok(mean > 10 && mean < 15, `there are ${mean} attempts on average`);
  t.ok(Math.max(...counts) < 40, `there are at most ${Math.max(...counts)} attempts`);
});

t.test('increases the wait up to a limit, with full jitter', async (t) => {
  t.equal(retryWaitMs(1, 1), 10_000);
  t.equal(retryWaitMs(2, 1), 40_000);
  t.equal(retryWaitMs(2, 0.5), 20_000);
  t.equal(retryWaitMs(9, 1), 8 * hour);
  t.equal(retryWaitMs(5_000, 1), 8 * hour);
  t.equal(retryWaitMs(9, 0), 1_000, 'a retry never follows immediately');
});

t.test('respects a valid Retry-After within limits', async (t) => {
  t.equal(parseRetryAfter('120', 0), 120_000);
  t.equal(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 10_000), 50_000);
  t.equal(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 90_000), 0, 'a date in the past means no wait');
  for (const odd of [undefined, '', 'soon', '-5', '1e9', '9'.repeat(30)])
    t.equal(parseRetryAfter(odd, 0), undefined, String(odd));
  t.equal(retryWaitMs(1, 0.1, 120_000), 120_000);
  t.equal(retryWaitMs(1, 0.1, 7 * 24 * hour), 6 * hour);
  t.match(outcomeOf(429, '60', 0), { kind: 'refused', retryAfterMs: 60_000 });
  t.match(outcomeOf(503, '60', 0), { kind: 'refused', retryAfterMs: 60_000 });
  t.equal('retryAfterMs' in outcomeOf(500, '60', 0), false);
  t.match(outcomeOf(410, undefined, 0), { kind: 'gone' });
  t.match(outcomeOf(204, undefined, 0), { kind: 'taken' });
  for (const status of [301, 302, 307, 308, 304, 400, 404, 500, 101])
    t.match(outcomeOf(status, undefined, 0), { kind: 'refused' });
});

t.test('matches event types by name, by kind or all', async (t) => {
  t.ok(matchesType(['article.published'], 'article.published'));
  t.ok(matchesType(['section.deleted', 'article.*'], 'article.published'));
  t.ok(matchesType(['*'], 'article.published'));
  for (const types of [[], ['article'], ['article.pub'], ['comment.*'], ['art*']])
    t.notOk(matchesType(types, 'article.published'), types.join());
});

t.test('returns only public data without the scope content:read', async (t) => {
  const desk = { id: 'a', slug: 'secret-plan', status: 'trashed', version: 9, revision: 7 };
  const live = { id: 'a', slug: 'known', status: 'published', version: 3, revision: 2 };
  const trashed = {
    type: 'article.trashed',
    subjectId: 'a',
    payload: desk,
    isPublic: true,
    scope: 'content:read',
  } as const;
  t.equal(payloadFor(['webhooks'], trashed, undefined), undefined, 'a draft in the trash is not sent');
  t.same(payloadFor(['webhooks'], trashed, live), { ...desk, slug: 'known', version: 3, revision: 2 });
  t.equal(payloadFor(['webhooks', 'content:read'], trashed, undefined), desk);
  t.equal(payloadFor(['admin'], trashed, live), desk);
  t.equal(payloadFor(['webhooks', 'comments:moderate'], { ...trashed, isPublic: false }, live), undefined);
  const comment = {
    type: 'comment.created',
    subjectId: 'c',
    payload: { id: 'c', articleId: 'a' },
    isPublic: false,
    scope: 'comments:moderate',
  } as const;
  t.equal(payloadFor(['content:read'], comment, live), undefined, 'a pending comment is only for moderators');
  t.equal(payloadFor(['comments:moderate'], comment, undefined), comment.payload);
  t.equal(payloadFor(['webhooks'], { ...comment, isPublic: true }, live), comment.payload);
  t.equal(
    payloadFor(['webhooks'], { ...comment, isPublic: true }, undefined),
    undefined,
    'a comment on an unpublished article is not sent',
  );
  const token = { type: 'token.created', subjectId: 't', payload: {}, isPublic: false, scope: 'admin' } as const;
  t.equal(payloadFor(['content:read', 'comments:moderate'], token, undefined), undefined);
  t.equal(payloadFor(['admin'], token, undefined), token.payload);
  const section = {
    type: 'section.updated',
    subjectId: 's',
    payload: {},
    isPublic: true,
    scope: 'content:read',
  } as const;
  t.equal(payloadFor(['webhooks'], section, undefined), section.payload);
});

t.test('requires every condition of a filter', async (t) => {
  const facts = { sections: ['w', 'e'], tags: ['g20'], people: ['p'], lang: 'en', type: 'article' } as const;
  for (const filter of [
    {},
    { section: 'w' },
    { section: 'e', tag: 'g20', person: 'p', lang: 'en', type: 'article' } as const,
  ])
    t.ok(matchesFilter(filter, facts), JSON.stringify(filter));
  for (const filter of [
    { section: 'x' },
    { section: 'w', tag: 'x' },
    { person: 'x' },
    { lang: 'de' },
    { type: 'opinion' } as const,
  ])
    t.notOk(matchesFilter(filter, facts), JSON.stringify(filter));
});
