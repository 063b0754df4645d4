import fc from 'fast-check';
import t from 'tap';
import { firstInvalidUtf8Byte } from '../../src/lib/utf8.js';

t.test('accepts every well-formed text', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => firstInvalidUtf8Byte(Buffer.from(text)) === undefined),
  );
});

t.test('finds the first invalid byte after any text', async (t) => {
  const invalid = [[0xe9], [0xff], [0xc3, 0x28], [0xe2, 0x82], [0xf0, 0x9f, 0x92], [0xed, 0xa0, 0x80], [0xc0, 0xaf]];
  for (const bytes of invalid) {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite' }), fc.string(), (before, after) => {
        const start = Buffer.from(`${before}\ufffd`);
        return firstInvalidUtf8Byte(Buffer.concat([start, Buffer.from(bytes), Buffer.from(after)])) === start.length;
      }),
    );
    t.pass(bytes.map((byte) => byte.toString(16)).join(' '));
  }
});
