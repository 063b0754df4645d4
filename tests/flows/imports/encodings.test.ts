import t from 'tap';
import { guessEncoding } from '../../../src/flows/imports/normalisation/encoding-guess.js';
import { createUtf8Check } from '../../../src/flows/imports/normalisation/utf8-check.js';
import { outcomeOf, rssOf } from './formats/fixtures/files.js';

const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>`;
/** "首相" and "ニュース" in Shift_JIS. */
const shiftJis = Buffer.from('8ef1818a', 'hex').subarray(0, 2);

t.test('reads texts in the encoding of their mark, their declaration or their media type', async (t) => {
  const title = 'Promotoria abre inquérito';
  const files: [what: string, file: Buffer, charset?: string][] = [
    ['UTF-8', Buffer.from(rssOf([title]))],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${rssOf([title])}`)],
    ['UTF-16 with a mark', utf16(`\ufeff${rssOf([title], declared('utf-16'))}`)],
    ['UTF-16BE with a mark', swap(utf16(`\ufeff${rssOf([title])}`))],
    ['UTF-16 without a mark', utf16(rssOf([title]))],
    ['UTF-16BE without a mark', swap(utf16(rssOf([title])))],
    ['ISO-8859-1', Buffer.from(rssOf([title], declared('ISO-8859-1')), 'latin1')],
    ['windows-1252', Buffer.from(rssOf([title], declared('windows-1252')), 'latin1')],
    ['the charset of the media type', Buffer.from(rssOf([title]), 'latin1'), 'iso-8859-1'],
    ['a charset that contradicts the declaration', Buffer.from(rssOf([title], declared('utf-8')), 'latin1'), 'latin1'],
    ['a mark that contradicts the charset', Buffer.from(`\ufeff${rssOf([title])}`), 'latin1'],
  ];
  for (const [what, file, charset] of files)
    t.match(await outcomeOf(file, { charset }), { format: 'rss', headlines: [title], fault: null }, what);
});

t.test('reads Shift_JIS and refuses bytes that are not valid in it', async (t) => {
  const text = (title: Buffer) => {
    const [start = '', end = ''] = rssOf(['@'], declared('Shift_JIS')).split('@');
    return Buffer.concat([Buffer.from(start), title, Buffer.from(end)]);
  };
  t.match(await outcomeOf(text(shiftJis)), { headlines: ['首'], fault: null });
  const broken = text(Buffer.from([0xa0, 0xff]));
  const offset = broken.indexOf(Buffer.from([0xa0, 0xff]));
  const { headlines, fault } = await outcomeOf(broken);
  t.strictSame(headlines, []);
  t.match(fault, new RegExp(`not-utf8: .*not valid shift_jis at byte ${offset}`));
});

t.test('refuses a text that is not valid UTF-8, and says where and which encoding it looks like', async (t) => {
  const name = 'a.md';
  for (const [text, options] of [
    [rssOf(['One', 'Café']), {}],
    [`---\ntitle: Café\n---\nText.`, { name }],
    [JSON.stringify({ version: 'https://jsonfeed.org/version/1', items: [{ id: 1, title: 'Café' }] }), {}],
  ] as const) {
    const bytes = Buffer.from(text, 'latin1');
    const { headlines, fault } = await outcomeOf(bytes, options);
    t.notMatch(JSON.stringify(headlines), /\ufffd|Caf/);
    t.match(fault, new RegExp(`^not-utf8: .*at byte ${bytes.indexOf(0xe9)}\\b.*looks like ISO-8859-1`));
  }
});

t.test('refuses a page that is not in the encoding that it declares', async (t) => {
  const page = (charset: string) =>
    `<!doctype html><html><head>${charset}<title>Café</title></head><body><article><h1>Café</h1><p>${'The café is open. '.repeat(20)}</p></article></body></html>`;
  const refused = await outcomeOf(Buffer.from(page('<meta charset="utf-8">'), 'latin1'));
  t.match(refused, { headlines: [], fault: /^not-utf8: .*at byte \d+.*ISO-8859-1/ });
  for (const charset of ['', '<meta charset="iso-8859-1">'])
    t.match(await outcomeOf(Buffer.from(page(charset), 'latin1')), { headlines: ['Café'], fault: null });
  const stated = Buffer.from(page('<meta charset="shift_jis">'), 'latin1');
  t.match(await outcomeOf(stated, { charset: 'iso-8859-1' }), { headlines: ['Café'], fault: null });
});

t.test('refuses a page that declares no encoding and is neither UTF-8 nor Western', async (t) => {
  // "Забастовка в порту", "这是港口罢工的第二周，工人在那里等了一天" and "港のストライキは二週目に", each in the encoding of its country.
  for (const [hex, guess] of [
    ['c7e0e1e0f1f2eee2eae020e220efeef0f2f3', /windows-1251/],
    ['d5e2cac7b8dbbfdab0d5b9a4b5c4b5dab6fed6dca3acb9a4c8cbd4dac4c7c0efb5c8c1cbd2bbccec', /GB18030/],
    ['8d6082cc8358836783898343834c82cd93f18f5496da82c9', /Shift_JIS/],
  ] as const) {
    const title = Buffer.from(hex, 'hex').toString('latin1');
    const page = `<html><head><title>${title}</title></head><body><article><h1>${title}</h1><p>${`${title} `.repeat(30)}</p></article></body></html>`;
    const refused = await outcomeOf(Buffer.from(page, 'latin1'));
    t.match(refused, { headlines: [], fault: /^not-utf8/ });
    t.match(refused.fault, guess);
  }
});

t.test('keeps the items long before an invalid byte', async (t) => {
  const titles = Array.from({ length: 2_000 }, (_, n) => `Title ${n}`);
  const { headlines, fault } = await outcomeOf(Buffer.from(rssOf([...titles, 'Café']), 'latin1'));
  t.ok(headlines.length > 1_900, String(headlines.length));
  t.match(fault, /^not-utf8/);
});

t.test('finds the first invalid byte of a text, however it is split', (t) => {
  for (const [text, expected] of [
    [Buffer.from('abcé'), null],
    [Buffer.from('日本語 café 😀'), null],
    [Buffer.from('caf\xe9 x', 'latin1'), 3],
    [Buffer.from('caf\xe9', 'latin1'), 3],
    [Buffer.concat([Buffer.from('日本語😀'), Buffer.from([0xff])]), 13],
    [Buffer.from([0xf0, 0x9f, 0x98]), 0],
  ] as const)
    for (const size of [1, 2, 3, 5, 100]) {
      const check = createUtf8Check();
      let isInvalid = false;
      for (let at = 0; at < text.length && !isInvalid; at += size)
        isInvalid = check.add(text.subarray(at, at + size)) !== undefined;
      t.equal(
        isInvalid || !check.isComplete() ? check.validLength() : null,
        expected,
        `${text.toString('hex')} ${size}`,
      );
    }
  t.end();
});

t.test('recognises the encodings of texts in several languages', (t) => {
  const samples: [hex: string, expected: RegExp][] = [
    [Buffer.from('Le gouvernement a annoncé hier la réforme du système', 'latin1').toString('hex'), /ISO-8859-1/],
    [Buffer.from('He said \x93no\x94 \x96 and left', 'latin1').toString('hex'), /windows-1252/],
    // "Новости" and "премьер-министр", in windows-1251 and KOI8-R.
    ['cdeee2eef1f2e820eff0e5ecfce5f02deceded e8f1f2f0'.replace(/ /g, ''), /windows-1251/],
    ['eecfd7cfd3d4c920d0d2c5cdd8c5d22dcdc9cec9d3d4d2', /KOI8-R/],
    // "これはニュースです" in Shift_JIS and EUC-JP.
    ['82b182ea82cd836a8385815b835882c582b7', /Shift_JIS/],
    ['a4b3a4eca4cfa5cba5e5a1bca5b9a4c7a4b9', /EUC-JP/],
    // "한국어 뉴스" in EUC-KR.
    ['c7d1b1b9beee20b4babdba', /EUC-KR/],
  ];
  for (const [hex, expected] of samples) t.match(guessEncoding(Buffer.from(hex, 'hex')), expected, hex);
  t.equal(guessEncoding(Buffer.from('plain')), null);
  t.end();
});
