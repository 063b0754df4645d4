import { isAgency } from './organisations.js';
import type { State } from './state.js';
import { agencies } from './words/agencies.js';

const asianAgencies = agencies.filter((name) => /\p{Script=Han}/u.test(name)).toSorted((a, b) => b.length - a.length);

/** `新华社北京2月14日电（记者刘洋）`, `（中央社記者陳怡君台北14日電）` */
const dispatch = new RegExp(
  `^(${asianAgencies.join('|')})(?:(?:记者|記者)\\s*(\\p{Script=Han}{2,3}))?\\s*(\\p{Script=Han}{2,4}?)?\\s*` +
    '(?:\\d{1,2}\\s?月\\s?)?\\d{1,2}\\s?日(?:专|專|综合|綜合)?(?:外)?(?:电|電|讯|訊)\\s*',
  'u',
);

/** `（서울=연합뉴스）`, `【ロンドン＝中村健太】` */
const bracketPattern =
  /^[（([【〔]([^（()）[\]【】〔〕=＝]{2,10})\s*[=＝]\s*([^（()）[\]【】〔〕]{2,20})[)）\]】〕]\s*/u;

/** `ロンドン＝中村健太`, `워싱턴=최민호 특파원` */
const cityBefore =
  /^([\p{Script=Katakana}ー]{2,10}|\p{Script=Han}{2,4}|\p{Script=Hangul}{2,5})\s*[=＝]\s*(?=[\p{Script=Han}\p{Script=Hangul}]{2})/u;
const credit = /^(?:文|写真|撮影|取材|訳|編集|글|사진)$/u;

/** `최민호 기자 = 부산` */
const cityBehind = /(?<=기자|특파원|記者|特派員)\s*[=＝]\s*([\p{Script=Han}\p{Script=Hangul}]{2,5})$/u;

/** Brackets around a whole byline: `〔記者陳怡君／高雄報導〕`. */
const wholeBrackets = /^[〔【［「《[（(]([^〔〕【】［］「」《》[\]（）()]+)[〕】］」》\]）)]$/u;

/**
 * Reads the place and the agency at the start of a byline in Chinese, Japanese or Korean, adds them to `byline` and
 * returns the text that names the writers.
 */
export function withoutDateline(text: string, byline: State): string {
  const match = bracketPattern.exec(text);
  if (match !== null) {
    const [whole, place = '', agency = ''] = match;
    if (isAgency(place)) byline.organisations.push(place);
    else byline.place ??= place;
    const rest = text.slice(whole.length).replace(/\s*[=＝]$/u, '');
    // Nobody follows the brackets of `【ロンドン＝中村健太】`, so a writer may be in them.
    if (rest === '' && !isAgency(agency)) return agency;
    byline.organisations.push(agency);
    return rest;
  }
  const bare = wholeBrackets.exec(text)?.[1]?.trim() ?? text;
  const report = dispatch.exec(bare);
  if (report !== null) {
    const [whole, agency = '', writer, place] = report;
    byline.organisations.push(agency);
    byline.place ??= place ?? null;
    if (writer !== undefined) byline.people.push({ name: writer, title: null });
    return bare.slice(whole.length);
  }
  const behind = cityBehind.exec(bare);
  if (behind !== null) {
    byline.place ??= behind[1] ?? null;
    return bare.slice(0, behind.index);
  }
  const before = cityBefore.exec(bare);
  if (before === null || credit.test(before[1] ?? '')) return bare;
  byline.place ??= before[1] ?? null;
  return bare.slice(before[0].length);
}
