import fc from 'fast-check';
import t from 'tap';
import { spanLookup } from '../../../src/flows/mentions/span-lookup.js';

const span = fc
  .record({ field: fc.constantFrom('headline', 'body'), start: fc.nat(30), length: fc.integer({ min: 1, max: 10 }) })
  .map(({ field, start, length }) => ({ field, start, end: start + length }));
const overlap = (a: { field: string; start: number; end: number }, b: typeof a) =>
  a.field === b.field && a.start < b.end && b.start < a.end;

t.test('finds exactly the spans that overlap another span of their field', (t) => {
  fc.assert(
    fc.property(fc.array(span), span, (spans, one) => {
      const found = spanLookup([...spans, { field: 'body', start: null, end: null }])(one);
      return found === spans.some((other) => overlap(one, other));
    }),
  );
  t.equal(spanLookup([])({ field: 'body', start: 0, end: 1 }), false);
  t.end();
});

t.test('looks up many spans among many in little time', (t) => {
  const spans = Array.from({ length: 100_000 }, (_, n) => ({ field: 'body', start: n * 3, end: n * 3 + 2 }));
  const start = performance.now();
  const isOccupied = spanLookup(spans);
  for (const { start: at } of spans) if (!isOccupied({ field: 'body', start: at + 1, end: at + 3 })) t.fail(`${at}`);
  t.ok(performance.now() - start < 5_000);
  t.end();
});
