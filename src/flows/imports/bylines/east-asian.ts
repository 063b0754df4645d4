import { withoutDateline } from './east-asian-datelines.js';
import { isAgency } from './organisations.js';
import type { State } from './state.js';
import type { CreditKind } from './words/credits.js';

const asianLetters = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Returns whether a byline is written in Chinese, Japanese or Korean. */
export const isEastAsian = (text: string): boolean => {
  const letters = text.replace(/[^\p{L}]/gu, '');
  if (/[【】〔〕]/u.test(text)) return asianLetters.test(text);
  return asianLetters.test(text) && letters.replace(/[a-z]/gi, '').length * 2 >= letters.length;
};

/** The most frequent Chinese surnames, which tell two names from the two parts of one. */
const surnames =
  '王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯';

const credits: readonly (readonly [RegExp, CreditKind])[] = [
  [
    /^(?:文字|文|作者|撰文|撰稿|采写|採訪|采访|取材・文|文・写真|取材|執筆|筆者|聞き手|構成|글[·ㆍ・]사진|글|글쓴이|기사|취재)\s*(?:[/／=＝・:：]|\s)\s*/u,
    'author',
  ],
  [
    /^(?:本报|本報|本刊|本台|见习|見習|实习|特约|特約|首席|驻\p{Script=Han}{1,4})?(?:记者|記者|通讯员|通訊員|实习生|實習生)\s*[/／:：・]?\s*/u,
    'author',
  ],
  // Without a sign behind it, such a word opens a credit only before a Chinese name.
  [
    new RegExp(`^(?:編譯|编译|整理|撰文|採訪|采访)(?=[${surnames}]\\p{Script=Han}{1,2}(?:[/／、，,\\s]|$))`, 'u'),
    'author',
  ],
  [
    /^(?:責任編輯|责任编辑|编辑|編輯|编译|編譯|翻译|翻譯|译者|翻訳|訳|編集|번역|편집)\s*(?:[/／=＝・:：]|\s)\s*/u,
    'contributor',
  ],
  [/^(?:图|圖|图片|圖片|摄影|攝影|摄|撮影|写真|사진|그래픽)\s*(?:[/／=＝・:：]|\s)\s*/u, 'picture'],
  [/^(?:来源|來源|出典|稿源|출처)\s*[/／=＝・:：]\s*/u, 'source'],
];

const creditStart =
  /(?<=\S)\s*(?=(?:责任编辑|責任編輯|(?<!责任|責任)(?:编辑|編輯)|摄影|攝影|翻译|翻譯|作者|图片|来源|來源)\s*[/／:：])|\s+(?=(?:사진|번역|그래픽|글)\s)|\s+(?=(?:通讯员|通訊員|实习生|實習生|记者|記者|图|圖|文|摄|攝)(?:[/／:：]|\s)\s*\S)|、(?=(?:写真|撮影|取材|訳)\s*[・＝=:：])/u;

const organisationEnd =
  /(?:大学|大學|大学院|학교|대학|社|通信|新聞|新闻|日报|日報|晚报|晚報|电视台|電視台|放送|テレビ|研究所|研究院|学会|協会|协会|委员会|委員会|연구소|연구원|신문|일보|방송|뉴스|협회|재단|政府|省|部|局)$/u;

/** `本报驻巴黎记者` */
const residentReporter = /^(?:本报|本報|本刊|本台)?驻(\p{Script=Han}{2,4}?)(?:首席|特约|特約)?(?=记者|記者)/u;

const anonymousPattern =
  /^(?:編集部|编辑部|編輯部|本报讯|本報訊|綜合報導|综合报道|編集局|ニュース部|記者|记者|편집부|편집국|기자|온라인뉴스팀|뉴스팀|디지털뉴스팀|運営|管理者|管理员|管理員|匿名|小编|特派記者|本报记者|관리자)$/u;

const reportVerb = /(?<=\p{Script=Han}{2})(?:报道|報導|報道|电|電|訊|讯)$/u;

/** Words before the verb that say how was reported, and are no places. */
const reportManner = /(?<=\p{Script=Han}|[/／\s])(?:綜合|综合|專題|专题|現場|现场|聯合|联合|採訪|采访|編譯|编译)$/u;

/** The place behind a name, a slash or a space, and the name of a place directly behind a name of two or three letters. */
const separatePlace = /(?:[/／]\s*|\s+)(\p{Script=Han}{2,5})$/u;
const directPlace = /^((?:.*[、，,\s])?)(\p{Script=Han}{2,3}?)(\p{Script=Han}{2}|\p{Script=Han}{2}[市縣县省州])$/u;

/** Splits the place and the verb from the end of a byline: `王小明／台北報導`, `王小明台北報導`. */
function splitReport(text: string): { text: string; place: string | null } {
  const bare = text.replace(reportVerb, '');
  if (bare === text) return { text, place: null };
  const withoutManner = bare.replace(reportManner, '');
  if (withoutManner !== bare) return { text: withoutManner.replace(/[/／\s]+$/u, ''), place: null };
  const separate = separatePlace.exec(bare);
  if (separate !== null && separate.index > 0)
    return { text: bare.slice(0, separate.index), place: separate[1] ?? null };
  const [, before = '', name = '', place = ''] = directPlace.exec(bare) ?? [];
  return isChineseName(name) ? { text: `${before}${name}`, place } : { text, place: null };
}

const isChineseName = (text: string): boolean =>
  /^\p{Script=Han}{2,3}$/u.test(text) && surnames.includes(text.charAt(0));

/** Reads a byline in Chinese, Japanese or Korean, and adds what it says to `byline`. */
export function eastAsianByline(text: string, byline: State): void {
  const writers = withoutDateline(text, byline);
  for (const segment of writers.split(/\s*[|｜；;]\s*/u))
    for (const part of segment.split(creditStart)) readPart(part.trim(), byline);
}

/** `刘洋 摄`, `刘洋 摄影报道` */
const pictureBehind = /(?<=\p{Script=Han}{2})\s*(摄|攝|摄影|攝影|摄影报道|攝影報導)$/u;

/** `政治部 中村健太` */
const departmentBefore =
  /^(?:(?:政治|経済|社会|国際|文化|科学|学芸|運動|スポーツ|生活|地方|外信|報道)部|[\p{Script=Hangul}]{2,4}부)\s+(?=\S{2})/u;

/** A position before a name, with a dot between them: `政治部記者・田中次郎`. */
const positionBefore =
  /^(\p{Script=Han}{0,6}(?:記者|特派員|編集委員|論説委員|支局長|解説委員))\s?[・:：\s]\s?(?=\p{Script=Han}{2,8}$)/u;

function readPart(part: string, byline: State): void {
  let kind: CreditKind = 'author';
  let words = '';
  let rest = part.replace(/^[（(【[]|[)）】\]]$/gu, '').trim();
  if (anonymousPattern.test(rest)) {
    byline.unnamedParts.push(rest);
    return;
  }
  const agency = /^(.{2,8}?)(?:特派|驻\S{2,4})?(?:记者|記者)\s*(?=\S)/u.exec(rest);
  if (agency !== null && isAgency(agency[1] ?? '')) {
    byline.organisations.push(agency[1] ?? '');
    rest = rest.slice(agency[0].length);
  }
  const resident = residentReporter.exec(rest);
  if (resident !== null) {
    byline.place ??= resident[1] ?? null;
    rest = rest.slice(resident[0].length);
  }
  const picture = pictureBehind.exec(rest);
  if (picture !== null) {
    kind = 'picture';
    words = picture[1] ?? '';
    rest = rest.slice(0, picture.index);
  }
  const position = positionBefore.exec(rest);
  if (position !== null) {
    byline.people.push({ name: rest.slice(position[0].length), title: position[1] ?? null });
    return;
  }
  rest = rest.replace(departmentBefore, '');
  for (const [pattern, creditKind] of credits) {
    const match = pattern.exec(rest);
    if (match === null || match[0].length === rest.length) continue;
    kind = kind === 'picture' ? kind : creditKind;
    words = match[0].replace(/[\s/／=＝・:：]+$/u, '');
    rest = rest.slice(match[0].length);
    break;
  }
  const bracketMatch = /^(.*\S)\s*[（(]([\p{Script=Han}\p{Script=Hangul}]{2,4})[)）]?$/u.exec(rest);
  if (bracketMatch !== null) {
    const inside = bracketMatch[2] ?? '';
    if (isAgency(inside)) byline.organisations.push(inside);
    else byline.place ??= inside;
    rest = bracketMatch[1] ?? '';
  }
  const report = splitReport(rest);
  byline.place ??= report.place;
  rest = report.text;
  for (const name of namesIn(rest)) addName(name, kind, words, byline);
}

/** Splits names at commas. At spaces, only Chinese and Korean names are split, since Japanese ones may contain one. */
function namesIn(text: string): string[] {
  return text
    .split(/\s*[、，,／/]\s*|\s+(?:和|及|与)\s*|(?<=\p{Script=Hangul}{2})[·ㆍ・](?=\p{Script=Hangul}{2})/u)
    .flatMap((part) => {
      const words = part.split(/\s+/).filter((word) => word !== '');
      const areNames = words.length > 1 && words.every((word) => isChineseName(word));
      return areNames ? words : [part.trim()];
    });
}

/** Positions after a name, as in `김철수 기자` and `山田太郎記者`. */
const titleAfter =
  /\s*(기자|특파원|논설위원|앵커|교수|선임기자|인턴기자|記者|特派員|編集委員|論説委員|支局長|教授|アナウンサー)$/u;

function addName(text: string, kind: CreditKind, words: string, byline: State): void {
  const title = titleAfter.exec(text);
  const name = (title === null ? text : text.slice(0, title.index)).replace(/[。.\s]+$/u, '');
  if (name === '') return;
  const last = byline.people.at(-1);
  // An institution and a position say what the person before them does.
  if (last !== undefined && title !== null && organisationEnd.test(name)) last.title ??= text;
  else if (anonymousPattern.test(name)) byline.unnamedParts.push(name);
  else if (isAgency(name) || organisationEnd.test(name) || kind === 'source')
    (kind === 'picture' ? byline.unnamedParts : byline.organisations).push(name);
  else if (/^[\p{L}\p{M}・·\s.-]{2,40}$/u.test(name))
    byline.people.push({ name, title: kind === 'author' ? (title?.[1] ?? null) : words });
  else byline.unnamedParts.push(name);
}
