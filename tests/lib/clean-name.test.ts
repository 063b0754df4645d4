import fc from 'fast-check';
import t from 'tap';
import { cleanName, isVisible } from '../../src/lib/clean-name.js';

t.test('removes controls of the text direction and line breaks from a name, and nothing else', async (t) => {
  t.equal(cleanName('\u202eevil\u202c \u2066name\u2069'), 'evil name');
  t.equal(cleanName(' Two\r\nlines\tand\u2028more '), 'Two lines and more');
  t.equal(cleanName('\u200b\ufeffAda\u2060 '), 'Ada');
  for (const name of [
    'Ada Lovelace',
    'علی\u200cرضا',
    '👩\u200d🚀',
    'שלום\u200f',
    'ไทย\u200bไทย',
    'José',
    'a  b',
    '李小龙',
  ])
    t.equal(cleanName(name), name);
});

t.test('tells whether a reader can see anything of a name', async (t) => {
  for (const name of ['', ' ', '\u200b\u200d\u2060', '\u3164', '\u115f\u1160', '\u2800', '\u00ad', '\u180e', '\u034f'])
    t.notOk(isVisible(name), JSON.stringify(name));
  for (const name of ['.', 'Ö', '王', '👻', '\u200b1']) t.ok(isVisible(name), name);
});

t.test('cleans a clean name without changing it', async () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...' \t\nab\u202a\u2069\u200b\u2060\ufeff\u2028') }), (text) => {
      const once = cleanName(text);
      return cleanName(once) === once;
    }),
  );
});
