import t, { type Test } from 'tap';
import { authorsOf, parseByline } from '../../../../src/flows/imports/bylines/index.js';

/** A byline and what it says, as people with their titles in brackets, organisations and the place. */
type Example = [byline: string, people: string[], organisations?: string[], place?: string];

function check(t: Test, examples: readonly Example[]): void {
  for (const [byline, people, organisations = [], place = null] of examples) {
    const found = parseByline(byline);
    const printed = found.people.map(({ name, title }) => (title === null ? name : `${name} (${title})`));
    t.strictSame([printed, found.organisations, found.place], [people, organisations, place], byline);
  }
}

t.test('finds people behind a form of address with an article', async (t) => {
  check(t, [
    ['By the Rev. John Roe', ['John Roe (Rev.)']],
    ['By the Right Rev. John Roe', ['John Roe (Right Rev.)']],
    ['By the Hon. Ann Lee', ['Ann Lee (Hon.)']],
    ['By Prof. Ann Lee and the Rev. John Roe', ['Ann Lee (Prof.)', 'John Roe (Rev.)']],
  ]);
});

t.test('tells a person from the organisation behind the name', async (t) => {
  check(t, [
    ['By Ann Porter of the Associated Press', ['Ann Porter'], ['Associated Press']],
    ['By Ann Porter of The Guardian', ['Ann Porter'], ['The Guardian']],
    ['By Ann Porter of the University of Oslo', ['Ann Porter'], ['University of Oslo']],
    ['By Ann Porter from the Harbour Light', ['Ann Porter'], ['Harbour Light']],
    ['Jane Doe The Times', ['Jane Doe'], ['The Times']],
    ['By Ann Porter and the Associated Press', ['Ann Porter'], ['Associated Press']],
  ]);
});

t.test('tells a person from the agency or medium for which they write', async (t) => {
  check(t, [
    ['By Ann Porter for Reuters', ['Ann Porter'], ['Reuters']],
    ['BY ANN PORTER FOR REUTERS', ['ANN PORTER'], ['REUTERS']],
    ['Von Anna Lee für dpa', ['Anna Lee'], ['dpa']],
    ["Par Marc Lebrun pour l'AFP", ['Marc Lebrun'], ['AFP']],
    ['Por Ana Gil y Leo Ruiz para EFE', ['Ana Gil', 'Leo Ruiz'], ['EFE']],
    ["Di Luca Rossi per l'ANSA", ['Luca Rossi'], ['ANSA']],
    ['Door Jan Jansen voor ANP', ['Jan Jansen'], ['ANP']],
    ['Av Kari Nordmann for NTB', ['Kari Nordmann'], ['NTB']],
    ['Anna Nowak dla PAP', ['Anna Nowak'], ['PAP']],
    ['Автор: Иван Петров для ТАСС', ['Иван Петров'], ['ТАСС']],
    ['By Ann Porter and John Roe for the Associated Press', ['Ann Porter', 'John Roe'], ['Associated Press']],
    ['By Ann Porter for Reuters and John Roe for AFP', ['Ann Porter', 'John Roe'], ['Reuters', 'AFP']],
    ['By Ann Porter, for Reuters', ['Ann Porter'], ['Reuters']],
    ['By Ann Porter for Reuters in Lisbon', ['Ann Porter'], ['Reuters'], 'Lisbon'],
    ['By Ann Porter in Lisbon for Reuters', ['Ann Porter'], ['Reuters'], 'Lisbon'],
    ['By Ann Porter for The Guardian', ['Ann Porter'], ['The Guardian']],
    ['By Ann Porter for the Harbour Light', ['Ann Porter'], ['Harbour Light']],
    ['By Ann Porter, freelance writer for Reuters', ['Ann Porter (freelance writer for Reuters)'], ['Reuters']],
    ['Por Ana Gil, especial para EFE', ['Ana Gil (especial para EFE)'], ['EFE']],
    ['Jane Doe Special for USA TODAY', ['Jane Doe (Special for USA TODAY)']],
    ['Ann Porter for Congress', ['Ann Porter (for Congress)']],
  ]);
});

t.test('finds each person of a list with organisations', async (t) => {
  check(t, [
    [
      'By Ann Porter, University of Oslo and John Roe, University of Bergen',
      ['Ann Porter', 'John Roe'],
      ['University of Oslo', 'University of Bergen'],
    ],
    [
      'Por Ana Gil, Universidad de Oslo y Leo Ruiz, Universidad de Bergen',
      ['Ana Gil', 'Leo Ruiz'],
      ['Universidad de Oslo', 'Universidad de Bergen'],
    ],
    [
      'By Ann Porter, Department of Health and Human Services',
      ['Ann Porter'],
      ['Department of Health and Human Services'],
    ],
    [
      'By Ann Porter, Institute of Science and International Security',
      ['Ann Porter'],
      ['Institute of Science and International Security'],
    ],
  ]);
});

t.test('keeps the position of a special envoy and the credit of a translator as titles', async (t) => {
  check(t, [
    ['Enviado especial Jose Gil', ['Jose Gil (Enviado especial)']],
    ['Enviada especial Ana Ruiz', ['Ana Ruiz (Enviada especial)']],
    ['Notre envoyé spécial à Rome Marc Lebrun', ['Marc Lebrun (envoyé spécial)'], [], 'Rome'],
    ['Translated from the French by Ann Porter', ['Ann Porter (Translated from the French by)']],
    [
      'Marc Lebrun. Translated from the French by Ann Porter',
      ['Marc Lebrun', 'Ann Porter (Translated from the French by)'],
    ],
    ['Aus dem Französischen von Anna Lee', ['Anna Lee (Aus dem Französischen von)']],
    ["Traduit de l'allemand par Marc Lebrun", ["Marc Lebrun (Traduit de l'allemand par)"]],
    ['Traducción del inglés de Ana Ruiz', ['Ana Ruiz (Traducción del inglés de)']],
  ]);
});

t.test('takes no place, agency or outlet for a person', async (t) => {
  check(t, [
    ['Redacción / Madrid', [], [], 'Madrid'],
    ['Agencias | Madrid', [], [], 'Madrid'],
    ['EFE / Madrid', [], ['EFE'], 'Madrid'],
    ['Madrid. EFE', [], ['EFE'], 'Madrid'],
    ['Paris — AFP', [], ['AFP'], 'Paris'],
    ['LISBON — Ann Porter', ['Ann Porter'], [], 'LISBON'],
    ['LONDON — By Ann Porter of The Guardian', ['Ann Porter'], ['The Guardian'], 'LONDON'],
    ['LISBON, Portugal — Ann Porter', ['Ann Porter'], [], 'LISBON, Portugal'],
    ['By Christian Science Monitor staff', [], ['Christian Science Monitor']],
    ['By Washington Post staff', [], ['Washington Post']],
    ['By Harbour Courier staff', [], ['Harbour Courier']],
    ['By Emily Post, staff writer', ['Emily Post (staff writer)']],
  ]);
});

t.test('reads the place and the verb behind a Chinese name', async (t) => {
  check(t, [
    ['記者王小明台北報導', ['王小明'], [], '台北'],
    ['記者王小明／台北報導', ['王小明'], [], '台北'],
    ['記者王小明新北市報導', ['王小明'], [], '新北市'],
    ['記者王小明、李大華台北報導', ['王小明', '李大華'], [], '台北'],
    ['記者王小明綜合報導', ['王小明']],
    ['记者 张伟 北京报道', ['张伟'], [], '北京'],
  ]);
});

t.test('leaves the word of a credit out of the name, also without a colon', async (t) => {
  check(t, [
    ['Napsal Jan Novák', ['Jan Novák']],
    ['Napsala Jana Nováková', ['Jana Nováková']],
    ['Text Anna Larsson Foto Karl Berg', ['Anna Larsson', 'Karl Berg (Foto)']],
    ['Texto Ana Gil Fotos Leo Ruiz', ['Ana Gil', 'Leo Ruiz (Fotos)']],
  ]);
});

t.test('turns names whose surname comes first', async (t) => {
  check(t, [
    ['Porter, Ann; Roe, John', ['Ann Porter', 'John Roe']],
    ['Porter, Ann; Roe, John | ', ['Ann Porter', 'John Roe']],
    ['Porter, Ann; Roe, John | November 3, 2024', ['Ann Porter', 'John Roe']],
    ['3 November 2024 – Porter, Ann; Roe, John', ['Ann Porter', 'John Roe']],
    ['By García Márquez, Ana María; Roe, J. R.', ['Ana María García Márquez', 'J. R. Roe']],
    ['Ann Porter, Lisbon; John Roe, Oslo', ['Ann Porter', 'John Roe'], [], 'Lisbon'],
    ['Ann Porter; John Roe', ['Ann Porter', 'John Roe']],
  ]);
  t.strictSame(parseByline('Porter, Ann', { isName: true }).people, [{ name: 'Ann Porter', title: null }]);
});

t.test('finds the agencies and outlets of titles and staff', async (t) => {
  check(t, [
    ['By BBC News staff', [], ['BBC News']],
    ['By Guardian staff and agencies', [], ['Guardian']],
    ['The Economist', [], ['The Economist']],
    ['By Ann Porter, The Economist', ['Ann Porter'], ['The Economist']],
    ['By Ann Porter, economist', ['Ann Porter (economist)']],
    ['By Ann Porter, AP Business Writer', ['Ann Porter (AP Business Writer)'], ['AP']],
    [
      'By Ann Porter, Associated Press Senior Editor',
      ['Ann Porter (Associated Press Senior Editor)'],
      ['Associated Press'],
    ],
  ]);
});

t.test('keeps the seat and the degree behind a name as its title', async (t) => {
  check(t, [
    ['By John Roe, M.P.', ['John Roe (M.P.)']],
    ['By John Roe, MP', ['John Roe (MP)']],
    ['Ann Lee, LL.M.', ['Ann Lee (LL.M.)']],
  ]);
});

t.test('makes the news agency of a picture a source only if the bylines name nobody else', async (t) => {
  const agency = { name: 'dpa', url: null, relation: 'syndicated' };
  const omission = { what: 'byline dpa', reason: 'names-no-person' };
  const alone = authorsOf([{ text: 'Foto: dpa' }]);
  t.strictSame([alone.sources, alone.omissions], [[agency], []]);
  for (const texts of [['Von Anna Lee. Foto: dpa'], ['Von Anna Lee', 'Foto: dpa']]) {
    const { people, sources, omissions } = authorsOf(texts.map((text) => ({ text })));
    t.strictSame(
      [people.map(({ name }) => name), sources, omissions],
      [['Anna Lee'], [], [omission]],
      texts.join(' / '),
    );
  }
});

t.test('reports an account, also beside a name', async (t) => {
  for (const text of ['@annporter', 'By @annporter'])
    t.strictSame(authorsOf([{ text }]).omissions, [{ what: `byline ${text}`, reason: 'names-no-person' }], text);
  t.strictSame(authorsOf([{ text: 'By Ann Porter @annporter' }]).omissions, [
    { what: 'byline @annporter', reason: 'no-place-for-it' },
  ]);
});

t.test('tells words for "by" and "and" from names that look like them', async (t) => {
  check(t, [
    ['Oleh Dewi Lestari dan Agus Wibowo', ['Dewi Lestari', 'Agus Wibowo']],
    ['Oleh Ivanovych Bondar', ['Oleh Ivanovych Bondar']],
    ['Dan Porter and Dan Roe', ['Dan Porter', 'Dan Roe']],
    ['Theo Trần Văn Bình', ['Trần Văn Bình']],
    ['Theo van Dijk', ['Theo van Dijk']],
    ['De Ioana Marin', ['Ioana Marin']],
    ['De La Cruz', ['De La Cruz']],
    ['Juan Miguel de Soto y Gil de Rojas', ['Juan Miguel de Soto y Gil de Rojas']],
    ['Ana Gil y Miguel de Rojas', ['Ana Gil', 'Miguel de Rojas']],
    ['سامي حداد ونادية فارس', ['سامي حداد', 'نادية فارس']],
    ['سامي حداد وليد فارس', ['سامي حداد وليد فارس']],
    ['דנה לוי ואורי כהן', ['דנה לוי', 'אורי כהן']],
    ['Leila', ['Leila']],
    ['Ella and Leo', ['Ella', 'Leo']],
  ]);
});

t.test('reads credits that name a genre, a place or a day', async (t) => {
  check(t, [
    ['Kommentar: Jana Müller', ['Jana Müller']],
    ['Интервью: Анна Смирнова', ['Анна Смирнова']],
    ['Ein Gastbeitrag von Jana Müller', ['Jana Müller']],
    ['OSLO, March 3 (Reuters) - By Ann Porter', ['Ann Porter'], ['Reuters'], 'OSLO'],
    ['İZMİR (İHA) - Ayşe Demir', ['Ayşe Demir'], ['İHA'], 'İZMİR'],
    ['Z Warszawy Anna Nowak', ['Anna Nowak'], [], 'Warszawy'],
    ['لندن: سامي حداد', ['سامي حداد'], [], 'لندن'],
    ['ANSA ROMA', [], ['ANSA'], 'ROMA'],
    ['ARD-Studio Rom', [], ['ARD'], 'Rom'],
    ['Van onze verslaggever Anna de Vries Den Haag', ['Anna de Vries (verslaggever)'], [], 'Den Haag'],
  ]);
});

t.test('finds no people in words that only describe a contribution', async (t) => {
  check(t, [
    ['Анна Смирнова, фото автора', ['Анна Смирнова (фото автора)']],
    ['Ana Gil (texto) y Leo Ruiz (fotos)', ['Ana Gil (texto)', 'Leo Ruiz (fotos)']],
    ['Jana Müller, für die Tagespost', ['Jana Müller (für die Tagespost)']],
    ['By ANN PORTER of the Courier Staff', ['ANN PORTER (of the Courier Staff)']],
    ['Ann Porter, Health and Science Reporter', ['Ann Porter (Health and Science Reporter)']],
    ['AROUND THE TOWN', []],
    ['Par M. G.', []],
    ['مراسل الجزيرة في غزة', [], [], 'غزة'],
    ['Redazione Esteri', []],
  ]);
});

t.test('reads the datelines and credits of papers in Chinese, Japanese and Korean', async (t) => {
  check(t, [
    ['新华社上海5月6日电（记者李明、王芳）', ['李明', '王芳'], ['新华社'], '上海'],
    ['（中央社記者林美華台北6日電）', ['林美華'], ['中央社'], '台北'],
    ['〔記者林美華／高雄報導〕', ['林美華'], [], '高雄'],
    ['本报驻巴黎记者 李明', ['李明'], [], '巴黎'],
    ['李明 摄', ['李明 (摄)']],
    ['记者 李明 通讯员 王芳', ['李明', '王芳']],
    ['责任编辑：王芳', ['王芳 (责任编辑)']],
    ['作者：李明，北京大学教授', ['李明 (北京大学教授)']],
    ['【ロンドン＝山田太郎】', ['山田太郎'], [], 'ロンドン'],
    ['【AFP=時事】', [], ['AFP', '時事']],
    ['政治部 山田太郎', ['山田太郎']],
    ['[부산=뉴시스] 김철수 기자', ['김철수 (기자)'], ['뉴시스'], '부산'],
    ['김철수·이영희 기자', ['김철수', '이영희 (기자)']],
    ['파리=김철수 특파원', ['김철수 (특파원)'], [], '파리'],
    ['ジョン・スミス', ['ジョン・スミス']],
  ]);
});
