import { beginsLongerName, fitsParticle, longerJapaneseName } from './longer-names.js';

/** Characters that may follow a Chinese name of two characters. Another one makes it a part of a longer word. */
const afterShortName = new Set(
  '说表在和与的是于等先女向将被对为今昨也曾则就还当出主总市省部局校教记到从把让给因以及或称赞指认任获不没有会必并已却又再才自发回前后上去来同跟都只仍可能应宣强承透介負担這那他她祝主透陪送带领率参访抵离赴飞走坐站读写看听问答笑哭谈签批反支拒否呼要想希证警提申起控辩胜败赢输夺打踢跑唱跳演执导拍任退辞选喊毕住',
);

/** Titles and forms of address that follow Chinese, Japanese and Korean names. */
export const titlesAfter = new RegExp(
  `^(?:さん|さま|様|氏|君|くん|ちゃん|首相|大統領|総理|市長|知事|大臣|長官|外相|財務相|監督|選手|被告|容疑者|社長|会長|専務|常務|議員|議長|教授|先生|委員長|裁判長|裁判官|弁護士|代表|候補|記者|博士|委員|主席|書記|総裁|副|前|元|新|両|女史|夫妻|夫人|
市长|主席|总统|總統|总理|總理|部长|部長|省长|局长|校长|董事长|律师|法官|医生|老师|书记|女士|小姐|导演|教练|博士|议员|委员|院长|议长|研究员|院士|州长|大使|将军|司令|
대통령|총리|총재|위원장|의원|장관|시장|지사|씨|군|양|관장|청장|총장|단장|실장|국장|과장|부장|차장|팀장|서장|교장|학장|이사장|본부장|작가|시인|배우|가수|코치|감독|선수|대표|교수|사장|회장|기자|판사|검사|변호사|원장|의장|여사|박사|후보|전)`.replaceAll(
    '\n',
    '',
  ),
  'u',
);

/** Words after a name that make it the name of a place, a firm or another thing. */
const thingsAfterName =
  /^(?:路|街|大道|大学|大學|学院|医院|机场|大桥|广场|纪念馆|公园|故居|纪念碑|奖|杯|基金|塔|号|大厦|大楼|酒店|饭店|通り|空港|駅|商店|商会|製薬|楽器|自動車|記念館|記念|賞|財団|工業|電機|建設|銀行|タワー|市(?!长|長)|町|村|県|区|로|길|대로|대학교|대학|공항|기념관|병원|재단|광장|대교|역|상(?=\s|$))/u;

/** Particles that follow Korean names. */
const koreanParticles =
  /^(?:은|는|이|가|을|를|의|에게|에게서|에|와|과|도|만|께서|께|으로|로|이다|이라고|라고|이라는|라는|이며|며|하고|보다|처럼|까지|부터|측|측은|측이)$/u;

const isHan = (char: string) => /^\p{sc=Han}/u.test(char);
const isHangul = (char: string) => /^\p{sc=Hangul}/u.test(char);
const isKatakana = (char: string) => /^[\p{sc=Katakana}ー]/u.test(char);
const middleDot = /^[·•‧∙⋅・･゠＝]/;

/** Titles before a name, of which the last character is enough to recognise them. */
const titleEnds = new Set('辑家员長长师師授者人任理席官记統统相裁手優优督');

/** Verbs and titles that make even an ordinary word a name. */
const strongAfter = /^(?:说|表示|称|指出|认为|告诉|强调|宣布|承认|先生|女士|介绍|透露|は|が|氏|さん)/u;

/** Matches the end of a title of up to four Chinese characters after a Japanese name: 学長, 投手, 外野手, 市議. */
const titleAfterName = /^(?![県都府])\p{sc=Han}{0,3}(?:長|員|手|者|議|官|相|士|師|役|優|家|助教|教諭)(?!\p{sc=Han})/u;

/** Matches a Korean form of address after a family name that is spoken of as a family name: 박 씨 성을 가진. */
const familyOnly = /^ ?씨 ?성/u;

/** Whether Chinese text segmentation knows some characters as one ordinary word. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const isOrdinaryWord = (name: string) => [...segmenter.segment(name)].length === 1;

/** Returns whether a word of two or more characters begins at a place, so that a name can end before it. */
const beginsWord = (text: string, at: number) =>
  ([...segmenter.segment(text.slice(at, at + 4))][0]?.segment.length ?? 0) > 1;

/** Returns whether the last character of a name rather begins the next word: 李克 and 强调 in 李克强调. */
const endsInsideWord = (text: string, end: number, next: string) =>
  !afterShortName.has(next) && isOrdinaryWord(text.slice(end - 1, end + 1)) && !beginsWord(text, end);

const isBesideKatakana = (text: string, start: number, end: number) =>
  [text.charAt(start - 1), text.charAt(end)].some((char) => isKatakana(char) || middleDot.test(char));

const tailOf = (rest: string) => /^\p{sc=Hangul}*/u.exec(rest)?.[0] ?? '';

/**
 * Creates a function that returns whether a name stands alone at a place, and is not a part of a longer name or word. It
 * remembers what the last text shows about a name.
 */
export function createStandsAlone(): (text: string, start: number, end: number, isTransliterated: boolean) => boolean {
  const isProven = createProof();
  return (text, start, end, isTransliterated) => {
    const name = text.slice(start, end);
    const [before, next] = [text.charAt(start - 1), text.charAt(end)];
    const rest = text.slice(end, end + 8);
    if (isHangul(name)) {
      if (isHangul(before)) return false;
      const tail = tailOf(rest);
      if (thingsAfterName.test(tail === '' ? rest.replace(/^ /, '') : tail) && !titlesAfter.test(tail)) return false;
      return tail === '' || titlesAfter.test(tail) || (koreanParticles.test(tail) && fitsParticle(name, tail));
    }
    if (isKatakana(name.charAt(0))) return !isBesideKatakana(text, start, end);
    if (middleDot.test(next) || middleDot.test(before)) return false;
    const isJapanese = /[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text);
    // 李克 is not named in 李克强调, in which 李克强 may be named.
    if (name.length === 2 && !isTransliterated && !isJapanese && beginsLongerName(text, end)) return false;
    if (titlesAfter.test(rest) || (name.length > 2 && titleAfterName.test(rest))) return true;
    if (thingsAfterName.test(rest)) return false;
    const isWeak = () => isWeakWord(text, start, end) && !(isClauseStart(before) && isProven(text, name));
    if (isTransliterated || !isHan(next)) return !(name.length === 2 && isWeak());
    // A further character would be a part of a longer given name, as in 佐藤健一.
    if (isJapanese) return name.length >= 4 && !longerJapaneseName.test(next);
    if (name.length > 2) return !endsInsideWord(text, end, next);
    const isFollowed = afterShortName.has(next) || beginsWordAfterName(text, end);
    if (titleEnds.has(before) && isFollowed) return true;
    if (isWeakWord(text, start, end)) return canBeProven(text, start, end) && isProven(text, name);
    return isFollowed;
  };
}

/** Returns whether a number or a word of several characters follows, so that a name can end here. */
const beginsWordAfterName = (text: string, end: number) =>
  numerals.test(text.charAt(end)) ||
  (beginsWord(text, end) && !isOrdinaryWord(text.slice(end - 1, end + 1)) && !things.test(text.slice(end, end + 6)));

const numerals = /^[0-9一二三四五六七八九十两]/u;

/** Matches words that end with the name of an institution: 登山协会 in 高峰登山协会. */
const things =
  /^\p{sc=Han}{0,2}(?:协会|公司|集团|中心|基金会|学校|大学|医院|研究所|研究院|俱乐部|银行|出版社|博物馆|图书馆|体育场|奖学金)/u;

/** Returns whether an ordinary word can be a name at a place, if other places show that it is one. */
function canBeProven(text: string, start: number, end: number): boolean {
  const next = text.charAt(end);
  if (text.charAt(start - 1) === '的' || beginsInsideWord(text, start)) return false;
  const isVerb = afterShortName.has(next) || next === '登';
  return (isVerb || numerals.test(next)) && !things.test(text.slice(end, end + 6));
}

/** Returns whether the first character of a name rather ends the word before: 最高 and 峰 in 最高峰. */
const beginsInsideWord = (text: string, start: number) =>
  isHan(text.charAt(start - 1)) && isOrdinaryWord(text.slice(start - 1, start + 1));

const isClauseStart = (before: string) => before === '' || /[\s，。！？；：“「]/u.test(before);

/** Returns whether two characters are an ordinary word, and nothing here shows that they are a name. */
function isWeakWord(text: string, start: number, end: number): boolean {
  if (!isOrdinaryWord(text.slice(start, end))) return false;
  return !titleEnds.has(text.charAt(start - 1)) && !strongAfter.test(text.slice(end, end + 3));
}

/** How many places of a word are looked at for a proof that it is a name. */
const maxPlaces = 50;

/** Creates a function that returns whether a title stands before a word anywhere in a text, so that it is a name. */
function createProof(): (text: string, name: string) => boolean {
  let last = '';
  let results = new Map<string, boolean>();
  return (text, name) => {
    if (text !== last) [last, results] = [text, new Map()];
    const before = results.get(name);
    if (before !== undefined) return before;
    let at = text.indexOf(name);
    for (let n = 0; n < maxPlaces && at !== -1 && !titleEnds.has(text.charAt(at - 1)); n += 1)
      at = text.indexOf(name, at + 1);
    const isProven = at !== -1 && titleEnds.has(text.charAt(at - 1));
    results.set(name, isProven);
    return isProven;
  };
}

/**
 * Returns whether the family name of a foreigner stands alone at a place, in Chinese characters or katakana. Such names
 * are seldom words, so that nothing needs to follow them.
 */
export function isForeignFamily(text: string, start: number, end: number): boolean {
  const name = text.slice(start, end);
  const [before, next] = [text.charAt(start - 1), text.charAt(end)];
  if (name.length < 2 || middleDot.test(before) || middleDot.test(next)) return false;
  if (thingsAfterName.test(text.slice(end, end + 8))) return false;
  if (isKatakana(name.charAt(0))) return !isBesideKatakana(text, start, end);
  if (!isHan(name)) return false;
  if (name.length > 2) return true;
  const isFree = (!isHan(before) || titleEnds.has(before)) && (!isHan(next) || afterShortName.has(next));
  return isFree && !isWeakWord(text, start, end);
}

/** Returns whether a family name alone can name a person here: a title or form of address must follow it. */
export function isAddressed(text: string, start: number, end: number): boolean {
  const name = text.slice(start, end);
  const before = text.charAt(start - 1);
  const rest = text.slice(end, end + 8);
  if (isHangul(name)) {
    if (isHangul(before) || familyOnly.test(rest)) return false;
    const tail = tailOf(rest);
    const isBare = name.length > 1 && (tail === '' || koreanParticles.test(tail));
    return isBare ? !thingsAfterName.test(rest.replace(/^ /, '')) : titlesAfter.test(rest.replace(/^ /, ''));
  }
  if (isKatakana(name.charAt(0)) && isBesideKatakana(text, start, end)) return false;
  // The first character of a title may be the end of a verb, as in 接任董事长.
  if (name.length === 1 && isHan(before) && isOrdinaryWord(before + name)) return false;
  if (titlesAfter.test(rest)) return !/^[前元新両]|^副(?!\p{sc=Han}{0,2}[长長统統理席])/u.test(rest);
  if (name.length > 1 && titleAfterName.test(rest)) return true;
  if (name.length === 1 || thingsAfterName.test(rest)) return false;
  // A Japanese family name of two characters may have a particle after it, and a Chinese or foreign one a verb.
  if (isHan(before)) return false;
  return /^[はがをにのもと、](?![\p{sc=Katakana}])/u.test(rest) || strongAfter.test(rest);
}
