import t from 'tap';
import { hasPhrase } from '../../../src/content/comments/policy/policy.rules.js';
import { checkDeletable, checkOrder, countChange, MAX_DEPTH, placeBelow } from '../../../src/content/comments/rules.js';
import { Problem } from '../../../src/platform/problems/index.js';

function refusal(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.definition.code;
    throw error;
  }
}

t.test('places a reply one level below its parent', async (t) => {
  t.strictSame(placeBelow(null), { parentId: null, depth: 0 });
  t.strictSame(placeBelow({ id: 'a', parentId: null, depth: 0 }), { parentId: 'a', depth: 1 });
  t.strictSame(placeBelow({ id: 'h', parentId: 'g', depth: MAX_DEPTH - 1 }), { parentId: 'h', depth: MAX_DEPTH });
});

t.test('places a reply beside its parent at the greatest depth', async (t) => {
  t.strictSame(placeBelow({ id: 'i', parentId: 'h', depth: MAX_DEPTH }), { parentId: 'h', depth: MAX_DEPTH });
});

t.test('changes a count only when a comment enters or leaves "approved"', async (t) => {
  t.equal(countChange('pending', 'approved'), 1);
  t.equal(countChange('spam', 'approved'), 1);
  t.equal(countChange(null, 'approved'), 1);
  t.equal(countChange('approved', 'rejected'), -1);
  t.equal(countChange('approved', null), -1);
  t.equal(countChange('approved', 'approved'), 0);
  t.equal(countChange('pending', 'spam'), 0);
  t.equal(countChange('rejected', null), 0);
  t.equal(countChange(null, 'pending'), 0);
});

t.test('refuses to delete a comment with replies', async (t) => {
  t.doesNotThrow(() => checkDeletable(0));
  t.equal(
    refusal(() => checkDeletable(1)),
    'comment-has-replies',
  );
});

t.test('orders comments by score only at the top of threads', async (t) => {
  t.doesNotThrow(() => checkOrder({ sort: '-createdAt' }));
  t.doesNotThrow(() => checkOrder({ sort: '-score', parent: 'none' }));
  t.equal(
    refusal(() => checkOrder({ sort: '-score' })),
    'invalid-request',
  );
});

t.test('finds phrases with any punctuation', async (t) => {
  for (const mark of '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~') {
    t.ok(hasPhrase(`Go and buy${mark}now for less`, `buy${mark}now`), mark);
    t.notOk(hasPhrase('Go and buyXnow for less', `buy${mark}now`), mark);
  }
});
