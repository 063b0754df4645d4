import t from 'tap';
import {
  checkDeletable,
  checkFilters,
  countChange,
  layOut,
  MAX_DEPTH,
  placeBelow,
} from '../../../src/content/comments/rules.js';
import { Problem } from '../../../src/platform/http/index.js';

function refusal(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.definition.code;
    throw error;
  }
}

t.test('a reply lies one below the comment that it answers', async (t) => {
  t.strictSame(placeBelow(null), { parentId: null, depth: 0 });
  t.strictSame(placeBelow({ id: 'a', parentId: null, depth: 0 }), { parentId: 'a', depth: 1 });
  t.strictSame(placeBelow({ id: 'h', parentId: 'g', depth: MAX_DEPTH - 1 }), { parentId: 'h', depth: MAX_DEPTH });
});

t.test('a thread gets no deeper than its limit: the reply hangs beside the comment that it answers', async (t) => {
  t.strictSame(placeBelow({ id: 'i', parentId: 'h', depth: MAX_DEPTH }), { parentId: 'h', depth: MAX_DEPTH });
});

t.test('only entering or leaving "approved" changes a count', async (t) => {
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

t.test('a thread is not torn apart by deleting', async (t) => {
  t.doesNotThrow(() => checkDeletable(0));
  t.equal(
    refusal(() => checkDeletable(1)),
    'comment-has-replies',
  );
});

t.test('the public cannot filter by status', async (t) => {
  t.doesNotThrow(() => checkFilters({ view: 'public', sort: '-createdAt' }));
  t.doesNotThrow(() => checkFilters({ view: 'desk', sort: '-createdAt', status: ['pending'] }));
  t.equal(
    refusal(() => checkFilters({ view: 'public', sort: '-createdAt', status: ['pending'] })),
    'invalid-request',
  );
});

t.test('imported threads come out with depths, parents and approved replies', async (t) => {
  const items = [
    { key: 'a', articleId: 'x', status: 'approved' },
    { key: 'b', parentKey: 'a', articleId: 'x', status: 'approved' },
    { key: 'c', parentKey: 'a', articleId: 'x', status: 'spam' },
    { key: 'd', parentKey: 'b', articleId: 'x', status: 'approved' },
  ] as const;
  t.strictSame(
    layOut(items, ({ key }) => `id-${key}`).map(({ item: _, ...place }) => place),
    [
      { id: 'id-a', parentId: null, depth: 0, replyCount: 1 },
      { id: 'id-b', parentId: 'id-a', depth: 1, replyCount: 1 },
      { id: 'id-c', parentId: 'id-a', depth: 1, replyCount: 0 },
      { id: 'id-d', parentId: 'id-b', depth: 2, replyCount: 0 },
    ],
  );
});

t.test('an imported thread deeper than the limit stays counted where its replies hang', async (t) => {
  const items = Array.from({ length: 12 }, (_, index) => ({
    key: String(index),
    articleId: 'x',
    status: 'approved' as const,
    ...(index === 0 ? {} : { parentKey: String(index - 1) }),
  }));
  const placed = layOut(items, ({ key }) => key);
  t.equal(Math.max(...placed.map(({ depth }) => depth)), MAX_DEPTH);
  t.equal(placed[MAX_DEPTH - 1]?.replyCount, 12 - MAX_DEPTH);
  t.equal(
    placed.reduce((sum, { replyCount }) => sum + replyCount, 0),
    11,
    'every reply is counted once',
  );
});

t.test('an import that contradicts itself is refused whole', async (t) => {
  const one = { key: 'a', articleId: 'x', status: 'approved' } as const;
  t.throws(() => layOut([one, one], ({ key }) => key), /Two comments/);
  t.throws(() => layOut([{ ...one, parentKey: 'z' }], ({ key }) => key), /not before it/);
  t.throws(() => layOut([one, { ...one, key: 'b', parentKey: 'a', articleId: 'y' }], ({ key }) => key), /same article/);
});
