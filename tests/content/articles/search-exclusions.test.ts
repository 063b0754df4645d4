import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);
const as = 'editor';

let count = 0;
async function publish(headline: string, lang = 'en') {
  count += 1;
  const slug = `article-${count}`;
  const created = await request('POST', '/v1/articles', { as, body: { headline, slug, lang } });
  t.equal(created.status, 201, created.text);
  t.equal((await request('POST', `/v1/articles/${slug}/publish`, { as })).status, 200);
}

async function find(q: string, more = '') {
  statements();
  const { status, body, text } = await request('GET', `/v1/articles?q=${encodeURIComponent(q)}&limit=100${more}`);
  t.equal(status, 200, text);
  t.equal(statements().length, 1, `one statement for ${q}`);
  return (body.data as { headline: string }[]).map(({ headline }) => headline).sort();
}

t.test('excludes the articles that an excluded phrase alone finds', async (t) => {
  const cases: { word: string; phrases: string[]; excluded: string[]; others: string[] }[] = [
    {
      word: 'macron',
      phrases: ['emmanuel macron'],
      excluded: ['Emmanuel Macron speaks'],
      others: ['Brigitte Macron speaks'],
    },
    {
      word: 'testified',
      phrases: ['robert mueller', 'robert müller'],
      excluded: ['Robert Mueller testified', 'Robert Müller testified'],
      others: ['Anna Mueller testified', 'Barr testified, Robert and Mueller not'],
    },
    {
      word: 'race',
      phrases: ["o'brien", 'obrien', 'o’brien'],
      excluded: ['O’Brien wins the race', 'OBrien loses the race'],
      others: ['Brien in a race'],
    },
    {
      word: 'report',
      phrases: ['US report', 'u.s. report'],
      excluded: ['A US report', 'The U.S. report'],
      others: ['The UK report', 'Tell us of the report'],
    },
    {
      word: 'trial',
      phrases: ['u.s.', 'US'],
      excluded: ['U.S. trial', 'Trial in the US'],
      others: ['Trial in Peru'],
    },
    {
      word: 'rise',
      phrases: ['covid-19', 'covid19', 'covid 19'],
      excluded: ['Covid-19 on the rise', 'Covid19 still on the rise'],
      others: ['Rise of 19 percent', 'Covid at its rise in 19 towns'],
    },
    { word: 'spread', phrases: ['covid-19 cases'], excluded: ['Covid-19 cases spread'], others: ['Covid-19 spread'] },
    { word: 'jets', phrases: ['F-16', 'f16'], excluded: ['F-16 jets', 'The F16 jets'], others: ['F-35 jets'] },
    { word: 'phones', phrases: ['at&t'], excluded: ['AT&T phones'], others: ['Phones at home'] },
    { word: 'tonight', phrases: ['the who'], excluded: ['The Who tonight'], others: ['Who is the winner tonight'] },
    { word: 'heute', phrases: ['köln bonn', 'koeln bonn'], excluded: ['Köln Bonn heute'], others: ['Köln heute'] },
  ];
  for (const { excluded, others } of cases) for (const headline of [...excluded, ...others]) await publish(headline);
  for (const { word, phrases, excluded, others } of cases) {
    t.same(await find(word), [...excluded, ...others].sort(), word);
    for (const phrase of phrases) {
      t.same(await find(`${word} -"${phrase}"`), others.sort(), `${word} -"${phrase}"`);
      t.same(await find(`-"${phrase}" ${word}`, '&lang=en'), others.sort(), `-"${phrase}" ${word}, in English`);
    }
  }
  t.same(
    await find('rise -covid-19'),
    ['Covid at its rise in 19 towns', 'Rise of 19 percent'],
    'a joined word is a phrase',
  );
  t.same(await find('tonight -"the who'), ['Who is the winner tonight'], 'without the second quotation mark');
  t.same(await find('the -"the who" winner'), ['Who is the winner tonight']);
  t.ok((await find('-"robert mueller"')).length === count - 2, 'without other words');
  t.ok((await find('-"the who"')).length === count - 1, 'only function words');
});

t.test('excludes from all sides of an or, and from all spellings of the other words', async (t) => {
  for (const q of [
    'jets or phones -"F-16" -"at&t"',
    '-"F-16" jets or -"at&t" or phones',
    'jets or phones or -"F-16" -"at&t"',
    '-"F-16" or jets OR phones -"at&t"',
  ])
    t.same(await find(q), ['F-35 jets', 'Phones at home'], q);
  t.same(await find('testified mueller -"robert mueller"'), [
    'Anna Mueller testified',
    'Barr testified, Robert and Mueller not',
  ]);
  t.same(await find('mueller or macron -testified'), ['Brigitte Macron speaks', 'Emmanuel Macron speaks']);
  t.same(await find('"macron speaks" -"emmanuel macron"'), ['Brigitte Macron speaks']);
});

t.test('finds function words if they are all that a search has beside its exclusions', async (t) => {
  await publish('It’s theirs.');
  await publish('It is between ourselves and themselves');
  await publish('Estuviéramos aquí', 'es');
  for (const q of ['theirs', "it's theirs", 'it’s theirs', '"theirs"', 'theirs -ferry'])
    t.same(await find(q), ['It’s theirs.'], q);
  for (const q of ['between ourselves', 'themselves', 'ourselves -ferry', 'between -theirs'])
    t.same(await find(q), ['It is between ourselves and themselves'], q);
  t.same(await find('estuviéramos'), ['Estuviéramos aquí']);
  t.same(await find('the who -tomorrow'), ['The Who tonight']);
  t.same(await find('the who -tonight'), []);
  t.same(
    await find('the -jets', '&lang=en'),
    [
      'Covid-19 on the rise',
      'Covid19 still on the rise',
      'O’Brien wins the race',
      'OBrien loses the race',
      'The UK report',
      'The U.S. report',
      'The Who tonight',
      'Tell us of the report',
      'Trial in the US',
      'Who is the winner tonight',
    ].sort(),
  );
  const found = await find('the -covid', '&lang=en');
  t.ok(found.includes('The UK report'));
  t.notOk(found.includes('Covid-19 on the rise'));
  t.notOk(found.includes('Robert Mueller testified'), 'the function word counts');
});

t.test('excludes phrases in scripts without spaces', async (t) => {
  await publish('日本の首相が訪米へ', 'ja');
  await publish('日本の大統領', 'ja');
  t.same(await find('日本 -"首相"'), ['日本の大統領']);
  t.same(await find('日本 -首相'), ['日本の大統領']);
  t.notOk((await find('-首相')).includes('日本の首相が訪米へ'));
});

t.test('accepts any exclusion', async (t) => {
  for (const q of ['-"', '-""', '-" "', '-"-"', 'a-"b"', '"-"-"', '-or', 'or -or', 'jets -or', `-${'"a"-'.repeat(99)}`])
    await find(q);
  t.same(await find('jets -"" -"-"'), ['F-16 jets', 'F-35 jets', 'The F16 jets']);
  await find(Array.from({ length: 90 }, (_, index) => `-"${String.fromCharCode(97 + (index % 26))}"`).join(' '));
});

t.test('excludes assets by phrases', async (t) => {
  const captions = [
    'Covid-19 cases in the harbour',
    'The Who in the harbour',
    'Müller in the harbour',
    'An empty harbour',
  ];
  for (const caption of captions)
    await request('PATCH', `/v1/assets/${await createAsset(request)}`, { as, body: { caption } });
  const findAssets = async (q: string) => {
    const { body } = await request('GET', `/v1/assets?q=${encodeURIComponent(q)}&limit=100`);
    return (body.data as { caption: string }[]).map(({ caption }) => caption).sort();
  };
  for (const q of [
    'harbour -"covid-19 cases" -"the who" -"mueller"',
    'harbour -covid-19 -"the who" -mueller',
    '-"covid19" -"the who" or harbour -müller',
    '-covid -who -müller',
  ])
    t.same(await findAssets(q), ['An empty harbour'], q);
});
