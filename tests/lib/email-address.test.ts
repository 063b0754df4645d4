import t from 'tap';
import { lowerCaseAddress, toEmailAddress } from '../../src/lib/email-address.js';

t.test('accepts addresses with domains and local parts in all scripts', async (t) => {
  const cases: [text: string, address: string][] = [
    ['johanna@reader.example', 'johanna@reader.example'],
    ['Johanna.Weiss+news@Reader.Example', 'Johanna.Weiss+news@Reader.Example'],
    ["o'neill_{x}@mail.reader.example", "o'neill_{x}@mail.reader.example"],
    ['x@reader.xn--p1ai', 'x@reader.xn--p1ai'],
    ['x@reader.рф', 'x@reader.xn--p1ai'],
    ['user@bücher.example', 'user@xn--bcher-kva.example'],
    ['user@bu\u0308cher.example', 'user@xn--bcher-kva.example'],
    ['用户@例子.中国', '用户@xn--fsqu00a.xn--fiqs8s'],
    ['jörg@straße.example', 'jörg@xn--strae-oqa.example'],
    ['a@b.museum', 'a@b.museum'],
  ];
  for (const [text, address] of cases) t.equal(toEmailAddress(text), address, text);
});

t.test('refuses what is not an address', async (t) => {
  const texts = [
    '',
    'johanna',
    '@reader.example',
    'johanna@',
    'johanna@localhost',
    'johanna@reader..example',
    'johanna@-reader.example',
    'johanna@reader.example.',
    'johanna@reader.1',
    'johanna@[127.0.0.1]',
    'jo hanna@reader.example',
    '.johanna@reader.example',
    'johanna.@reader.example',
    'jo..hanna@reader.example',
    'johanna@reader.example, other@reader.example',
    'johanna@reader.example\r\nBcc: other@reader.example',
    'johanna@reader.example\u202e',
    'johanna\u200b@reader.example',
    'a@b@reader.example',
    '"a b"@reader.example',
    'johanna@read%65r.example',
    'johanna@reader\u3002example\u0000',
    `${'a'.repeat(65)}@reader.example`,
    `a@${'b.'.repeat(130)}example`,
  ];
  for (const text of texts) t.equal(toEmailAddress(text), undefined, JSON.stringify(text));
});

t.test('changes the case of ASCII letters only', async (t) => {
  t.equal(lowerCaseAddress('Johanna@reader.example'), 'johanna@reader.example');
  t.equal(lowerCaseAddress('\u212aarl@reader.example'), '\u212aarl@reader.example');
});
