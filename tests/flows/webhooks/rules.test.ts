import t from 'tap';
import { fits, toldTo } from '../../../src/flows/webhooks/audience.rules.js';
import { nextAttempt, outcomeOf, retryAfterOf, triedFor, waitAfter } from '../../../src/flows/webhooks/retry.rules.js';
import { asksFor } from '../../../src/flows/webhooks/rules.js';

const hour = 3_600_000;

t.test('a message is tried about a dozen times in a day, the last time at its end', async (t) => {
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
      now = nextAttempt(triedFor, now, waitAfter(attempts, chance()));
    }
    if (last !== triedFor) t.fail(`the last attempt is at ${last}`);
    return attempts;
  });
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  t.ok(mean > 10 && mean < 15, `${mean} on average`);
  t.ok(Math.max(...counts) < 40, `${Math.max(...counts)} at most`);
});

t.test('the wait grows, is spread from nothing to all of it, and has an end', async (t) => {
  t.equal(waitAfter(1, 1), 10_000);
  t.equal(waitAfter(2, 1), 40_000);
  t.equal(waitAfter(2, 0.5), 20_000);
  t.equal(waitAfter(9, 1), 8 * hour);
  t.equal(waitAfter(5_000, 1), 8 * hour);
  t.equal(waitAfter(9, 0), 1_000, 'but never at once');
});

t.test('Retry-After is respected within bounds, where it means that', async (t) => {
  t.equal(retryAfterOf('120', 0), 120_000);
  t.equal(retryAfterOf('Thu, 01 Jan 1970 00:01:00 GMT', 10_000), 50_000);
  t.equal(retryAfterOf('Thu, 01 Jan 1970 00:01:00 GMT', 90_000), 0, 'what is past is now');
  for (const odd of [undefined, '', 'soon', '-5', '1e9', '9'.repeat(30)])
    t.equal(retryAfterOf(odd, 0), undefined, String(odd));
  t.equal(waitAfter(1, 0.1, 120_000), 120_000);
  t.equal(waitAfter(1, 0.1, 7 * 24 * hour), 6 * hour);
  t.match(outcomeOf(429, '60', 0), { kind: 'refused', retryAfter: 60_000 });
  t.match(outcomeOf(503, '60', 0), { kind: 'refused', retryAfter: 60_000 });
  t.equal('retryAfter' in outcomeOf(500, '60', 0), false);
  t.match(outcomeOf(410, undefined, 0), { kind: 'gone' });
  t.match(outcomeOf(204, undefined, 0), { kind: 'taken' });
  for (const status of [301, 302, 307, 308, 304, 400, 404, 500, 101])
    t.match(outcomeOf(status, undefined, 0), { kind: 'refused' });
});

t.test('types are asked for by name, by kind, or all', async (t) => {
  t.ok(asksFor(['article.published'], 'article.published'));
  t.ok(asksFor(['section.deleted', 'article.*'], 'article.published'));
  t.ok(asksFor(['*'], 'article.published'));
  for (const types of [[], ['article'], ['article.pub'], ['comment.*'], ['art*']])
    t.notOk(asksFor(types, 'article.published'), types.join());
});

t.test('who may not read the desk is told of what the public sees, as the public sees it', async (t) => {
  const desk = { id: 'a', slug: 'secret-plan', status: 'trashed', version: 9, revision: 7 };
  const live = { id: 'a', slug: 'known', status: 'published', version: 3, revision: 2 };
  const trashed = { type: 'article.trashed', subjectId: 'a', payload: desk, isPublic: true };
  t.equal(toldTo(['webhooks'], trashed, undefined), undefined, 'a draft in the trash');
  t.same(toldTo(['webhooks'], trashed, live), { ...desk, slug: 'known', version: 3, revision: 2 });
  t.equal(toldTo(['webhooks', 'content:read'], trashed, undefined), desk);
  t.equal(toldTo(['admin'], trashed, live), desk);
  t.equal(toldTo(['webhooks', 'comments:moderate'], { ...trashed, isPublic: false }, live), undefined);
  const comment = { type: 'comment.created', subjectId: 'c', payload: { id: 'c', articleId: 'a' }, isPublic: false };
  t.equal(toldTo(['content:read'], comment, live), undefined, 'a comment that waits is for moderators');
  t.equal(toldTo(['comments:moderate'], comment, undefined), comment.payload);
  t.equal(toldTo(['webhooks'], { ...comment, isPublic: true }, live), comment.payload);
  t.equal(toldTo(['webhooks'], { ...comment, isPublic: true }, undefined), undefined, 'on what was never published');
  const token = { type: 'token.created', subjectId: 't', payload: {}, isPublic: false };
  t.equal(toldTo(['content:read', 'comments:moderate'], token, undefined), undefined);
  t.equal(toldTo(['admin'], token, undefined), token.payload);
  t.equal(
    toldTo(['content:read'], { ...token, type: 'unheard.of' }, undefined),
    undefined,
    'what nobody has thought of',
  );
  const section = { type: 'section.updated', subjectId: 's', payload: {}, isPublic: true };
  t.equal(toldTo(['webhooks'], section, undefined), section.payload);
});

t.test('a filter asks for all that it names', async (t) => {
  const facts = { sections: ['w', 'e'], tags: ['g20'], people: ['p'], lang: 'en', type: 'article' } as const;
  for (const filter of [
    {},
    { section: 'w' },
    { section: 'e', tag: 'g20', person: 'p', lang: 'en', type: 'article' } as const,
  ])
    t.ok(fits(filter, facts), JSON.stringify(filter));
  for (const filter of [
    { section: 'x' },
    { section: 'w', tag: 'x' },
    { person: 'x' },
    { lang: 'de' },
    { type: 'opinion' } as const,
  ])
    t.notOk(fits(filter, facts), JSON.stringify(filter));
});
