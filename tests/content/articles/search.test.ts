import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'admin';

let count = 0;

/** Publishes an article and returns its headline. */
async function publish(fields: { headline: string; lang?: string; body?: string; standfirst?: string }) {
  count += 1;
  const created = await request('POST', '/v1/articles', { as, body: { ...fields, slug: `article-${count}` } });
  t.equal(created.status, 201, created.text);
  await request('POST', `/v1/articles/article-${count}/publish`, { as });
  return fields.headline;
}

const find = async (q: string, more = '') => {
  const { status, body, text } = await request('GET', `/v1/articles?q=${encodeURIComponent(q)}&limit=100${more}`);
  t.equal(status, 200, text);
  return (body.data as { headline: string }[]).map(({ headline }) => headline);
};

t.test('ignores accents in the article and in the search', async (t) => {
  const cases = [
    { headline: 'Renée et les siens', lang: 'fr', found: ['renee', 'renée', 'RENEE', 'Rene\u0301e'] },
    { headline: 'Zürich wählt neu', lang: 'de', found: ['zurich', 'zürich', 'wahlt'] },
    { headline: 'À l’Élysée, la nuit', lang: 'fr', found: ['elysee', 'élysée', 'l’Élysée', "l'elysee"] },
    { headline: 'El Niño vuelve a Güímar', lang: 'es', found: ['nino', 'niño', 'guimar', 'güímar'] },
    { headline: 'Malmö och Ålesund', lang: 'sv', found: ['malmo', 'malmö', 'alesund', 'ålesund'] },
    { headline: 'Straßenfest in Köln', lang: 'de', found: ['strassenfest', 'straßenfest', 'koln', 'köln'] },
    { headline: 'Łódź i Gdańsk', lang: 'pl', found: ['lodz', 'łódź', 'gdansk'] },
    { headline: 'Zurich without an accent', lang: 'en', found: ['Zürich accent'] },
  ];
  for (const { found, ...article } of cases) {
    await publish(article);
    for (const q of found) {
      t.ok((await find(q)).includes(article.headline), `${q} in all languages`);
      t.ok((await find(q, `&lang=${article.lang}`)).includes(article.headline), `${q} in ${article.lang}`);
    }
  }
  t.same(await find('renees'), ['Renée et les siens'], 'words are still stemmed');
});

t.test('finds words in scripts without spaces', async (t) => {
  const cases = [
    {
      headline: '日本の首相が訪米へ',
      lang: 'ja',
      found: ['首相', '日本', '訪米', '日本の首相', '"首相が訪米"', '首', '日本 訪米'],
    },
    { headline: '中国国家主席访问法国', lang: 'zh', found: ['主席', '法国', '国家主席 法国', '国'] },
    { headline: '한국 대통령이 방문했다', lang: 'ko', found: ['대통령', '한국', '방문'] },
    { headline: 'นายกรัฐมนตรีเยือนญี่ปุ่น', lang: 'th', found: ['นายกรัฐมนตรี', 'ญี่ปุ่น', 'เยือน'] },
    { headline: 'A visit to 東京', lang: 'en', found: ['東京', 'visit 東京'] },
  ];
  for (const { found, ...article } of cases) {
    await publish(article);
    for (const q of found) t.ok((await find(q)).includes(article.headline), `${q} in ${article.headline}`);
  }
  await publish({ headline: '本文にだけ', lang: 'ja', body: '<p>きのう大統領が演説した。</p>' });
  t.same(await find('大統領'), ['本文にだけ'], 'in the body too');
  t.same(await find('首相 -訪米'), [], 'a word can be excluded');
  t.same(await find('大統領 or 首相', '&sort=publishedAt'), ['日本の首相が訪米へ', '本文にだけ']);
  t.same(await find('相首'), [], 'the order of the characters matters');
});

t.test('finds Arabic and Hebrew words without marks and by the other forms of their letters', async (t) => {
  const cases = [
    { headline: 'أحمد يزور القاهرة', lang: 'ar', found: ['احمد', 'أحمد', 'أَحْمَد', 'القاهره'] },
    { headline: 'مُحَمَّد في الإمارات', lang: 'ar', found: ['محمد', 'الامارات', 'الإمارات', 'مـحـمـد'] },
    { headline: 'مدرسة جديدة على البحر', lang: 'ar', found: ['مدرسه', 'مدرسة جديده', 'علي البحر'] },
    { headline: 'سفر به ایران و کتاب', lang: 'fa', found: ['ايران', 'ایران', 'كتاب'] },
    { headline: 'שָׁלוֹם לכולם', lang: 'he', found: ['שלום', 'שָׁלוֹם'] },
    { headline: 'Interview mit أحمد الشرع', lang: 'de', found: ['احمد', 'interview احمد'] },
  ];
  for (const { headline, lang } of cases) await publish({ headline, lang });
  for (const { headline, found } of cases)
    for (const q of found) t.ok((await find(q)).includes(headline), `${q} in ${headline}`);
  t.notOk((await find('القاهره -احمد')).includes('أحمد يزور القاهرة'), 'excludes as well');
});

t.test('finds letters of half and of full width by their usual forms, and the other way round', async (t) => {
  const cases = [
    { headline: 'ﾄﾞﾅﾙﾄﾞ･ﾄﾗﾝﾌﾟ氏が来日', found: ['ドナルド', 'ﾄﾞﾅﾙﾄﾞ', 'トランプ', 'ﾄﾗﾝﾌﾟ', '来日', 'ドナルド 来日'] },
    { headline: 'ドナルド氏の会見', found: ['ﾄﾞﾅﾙﾄﾞ', 'ドナルド', '会見 ﾄﾞﾅﾙﾄﾞ'] },
    { headline: 'ＮＡＴＯ首脳会議', found: ['NATO', 'nato', 'ＮＡＴＯ', 'NATO 首脳'] },
    { headline: 'NATO加盟国', found: ['ＮＡＴＯ', 'NATO', 'ＮＡＴＯ 加盟'] },
  ];
  for (const { headline } of cases) await publish({ headline, lang: 'ja' });
  await publish({ headline: 'In the body', lang: 'en', body: '<p>A report on ﾄﾞﾅﾙﾄﾞ in Tokyo.</p>' });
  for (const { headline, found } of cases)
    for (const q of found) t.ok((await find(q)).includes(headline), `${q} in ${headline}`);
  t.ok((await find('ドナルド')).includes('In the body'));
  t.notOk((await find('来日 -ﾄﾞﾅﾙﾄﾞ')).includes('ﾄﾞﾅﾙﾄﾞ･ﾄﾗﾝﾌﾟ氏が来日'), 'excludes as well');
  t.same(await find('ナルタ'), []);
});

t.test('finds words that are only function words, or joined by a hyphen or a slash', async (t) => {
  await publish({ headline: 'The Who play in Leeds' });
  await publish({ headline: 'Who is the winner' });
  t.same(await find('The Who'), ['The Who play in Leeds']);
  t.same(await find('the winner'), ['Who is the winner'], 'function words beside others do not matter');
  t.same(await find('why the winner'), ['Who is the winner']);
  const joined = [
    { headline: 'Covid-19 returns', found: ['covid 19', 'covid-19', 'covid', '"covid-19"'] },
    { headline: 'Euro-2024 begins', found: ['euro 2024', 'euro-2024'] },
    { headline: 'Euro 2028 draw', found: ['euro 2028', 'euro-2028'] },
    { headline: 'AC/DC on stage', found: ['ac/dc', 'AC DC'] },
    { headline: 'Remembering 9/11', found: ['9/11', '9 11'] },
    { headline: 'Jean-Luc speaks', found: ['jean-luc', 'jean luc', 'luc'] },
  ];
  for (const { found, ...article } of joined) {
    await publish(article);
    for (const q of found) t.same(await find(q), [article.headline], q);
  }
});

t.test('accepts any punctuation, and finds words beside angle brackets', async (t) => {
  for (const q of [
    '-'.repeat(40),
    `${'-'.repeat(33)}covid`,
    '- '.repeat(60),
    '-the',
    '"'.repeat(99),
    '\\'.repeat(99),
    '()!&|<->:*',
    '<script>',
  ])
    await find(q);
  t.same(await find('-the', '&lang=en'), []);
  await publish({ headline: 'How to use <b> and <script> in zqword', body: '<p>Use the &lt;i&gt; tag yqword now</p>' });
  t.same(await find('zqword'), ['How to use <b> and <script> in zqword']);
  t.same(await find('yqword script'), ['How to use <b> and <script> in zqword']);
  const { body } = await request('GET', '/v1/articles?q=yqword');
  t.equal(body.data[0].highlight.headline, 'How to use &lt;b&gt; and &lt;script&gt; in zqword');
  t.equal(body.data[0].highlight.text, 'Use the &lt;i&gt; tag <mark>yqword</mark> now');
});

t.test('marks the words that it found', async (t) => {
  const marked = async (q: string) => {
    const { body } = await request('GET', `/v1/articles?q=${encodeURIComponent(q)}&limit=1`);
    return body.data[0]?.highlight as { headline: string; text: string };
  };
  t.equal((await marked('zurich wahlt')).headline, '<mark>Zürich</mark> <mark>wählt</mark> neu');
  t.equal((await marked('covid 19')).headline, '<mark>Covid</mark>-<mark>19</mark> returns');
  t.equal((await marked('日本 首相')).headline, '<mark>日本</mark>の<mark>首相</mark>が訪米へ');
  t.equal((await marked('大統領')).text, 'きのう<mark>大統領</mark>が演説した。');
});
