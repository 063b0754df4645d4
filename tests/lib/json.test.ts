import fc from 'fast-check';
import t from 'tap';
import { depthOfJson } from '../../src/lib/json-depth.js';
import { mergePatch } from '../../src/lib/merge-patch.js';
import { isWellFormed } from '../../src/lib/well-formed.js';

t.test('measures the depth of JSON without parsing, ignoring brackets in strings', async (t) => {
  const depth = (value: unknown): number =>
    value !== null && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
  fc.assert(fc.property(fc.jsonValue(), (value) => depthOfJson(JSON.stringify(value)) === depth(value)));
  t.equal(depthOfJson('["[[[\\"[["]'), 1);
  t.equal(depthOfJson('['.repeat(10_000)), 10_000);
});

t.test('applies merge patches as in the appendix of RFC 7396', async (t) => {
  const cases: [unknown, unknown, unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of cases) t.same(mergePatch(target, patch), result, JSON.stringify(patch));
  mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
  t.equal(({} as { polluted?: boolean }).polluted, undefined);
});

t.test('detects text that cannot be stored', async (t) => {
  for (const bad of ['\0', 'a\ud800', '\udc00b', '\u0007', 'x\u001b[31m'])
    t.notOk(isWellFormed(bad), JSON.stringify(bad));
  for (const good of ['', 'a\tb\r\nc', '✂️ 🗞️', '\ue000']) t.ok(isWellFormed(good), good);
});
