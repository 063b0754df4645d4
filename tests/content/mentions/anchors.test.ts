import fc from 'fast-check';
import t from 'tap';
import { anchorQuotes, quoteContext } from '../../../src/content/mentions/anchors.js';

const quoted = (text: string, surface: string, nth = 0) => {
  let start = text.indexOf(surface);
  for (let n = 0; n < nth; n += 1) start = text.indexOf(surface, start + 1);
  return { start, surface, ...quoteContext(text, start, start + surface.length) };
};

t.test('finds words again after they moved', async (t) => {
  const text = 'It rained. May spoke first. May spoke last.';
  const later = `A new first sentence. ${text}`;
  t.strictSame(anchorQuotes(later, [quoted(text, 'May', 1)]), [later.lastIndexOf('May')]);
  t.strictSame(anchorQuotes(later, [quoted(text, 'May'), quoted(text, 'May', 1)]), [
    later.indexOf('May'),
    later.lastIndexOf('May'),
  ]);
});

t.test('prefers the surrounding words to the old position', async (t) => {
  const text = 'May came. Nobody else did. In the evening May left.';
  const swapped = 'In the evening May left. May came. Nobody else did.';
  t.strictSame(anchorQuotes(swapped, [quoted(text, 'May', 1)]), [swapped.indexOf('May')]);
});

t.test('gives no position to words that are gone, and no position twice', async (t) => {
  const text = 'May and May';
  t.strictSame(
    anchorQuotes('Only one May here', [quoted(text, 'May'), quoted(text, 'May', 1)]).filter((at) => at === undefined),
    [undefined],
  );
  t.strictSame(anchorQuotes('Nobody', [quoted(text, 'May')]), [undefined]);
  t.strictSame(anchorQuotes('', [quoted(text, 'May')]), [undefined]);
});

t.test('keeps every quote in the same text, and finds its own words or none in another text', async () => {
  const words = fc.array(fc.constantFrom('May', 'Merkel', 'said', 'on', '.', '😀', 'the'), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(words, words, fc.array(fc.nat(39), { maxLength: 5 }), (before, after, picks) => {
      const text = before.join(' ');
      const starts = before.map((_, index) => before.slice(0, index).join(' ').length + (index === 0 ? 0 : 1));
      const chosen = [...new Set(picks.map((pick) => pick % before.length))];
      const quotes = chosen.map((index) => {
        const start = starts[index] ?? 0;
        const surface = before[index] ?? '';
        return { start, surface, ...quoteContext(text, start, start + surface.length) };
      });
      const same = anchorQuotes(text, quotes);
      for (const [index, at] of same.entries()) if (at !== quotes[index]?.start) throw new Error(`${text}: ${at}`);
      const other = after.join(' ');
      const moved = anchorQuotes(other, quotes).filter((at) => at !== undefined);
      if (new Set(moved).size !== moved.length) throw new Error('two at one place');
      anchorQuotes(other, quotes).forEach((at, index) => {
        if (at !== undefined && !other.startsWith(quotes[index]?.surface ?? '', at)) throw new Error('other words');
      });
    }),
    { numRuns: 500 },
  );
});
