import { afterTitle, hasOtherSubject, type NameRole, roleOf } from './composed-subjects.js';
import { fold } from './fold.js';
import type { Quotation } from './quotations.js';
import { isSpeechVerb } from './speech-verbs.js';

/** The verb of speech beside a Chinese, Japanese or Korean name, and the quotations beside it. */
export type ComposedAttribution = {
  verb: string;
  quotations: readonly Quotation[];
  role: NameRole;
  /** Whether nothing but a particle, a title or an adverb stands between the name and the verb or the quotation. */
  isDirectSubject: boolean;
};

/** Verbs of speech in Chinese, Japanese and Korean. The last Chinese ones mean something else before an object. */
const composedVerbs =
  /(?:说|說|表示|称|稱|指出|强调|介绍|透露|认为|回应|回應|宣布|呼吁|呼籲|写道|寫道|答道|笑道|问道|問道|坦言|直言|(?:回答|补充|補充|解释|解釋|承认|承認|警告|提醒|感叹|感嘆|反驳|反駁)(?=[说說道：:，,|]|$)|述べた|述べ|語った|語り|話した|話し|訴えた|強調した|説明した|コメントした|書いた|答えた|言った|発言した|指摘した|主張した|反論した|明かした|呼びかけた|尋ねた|叫んだ|(?:말|밝|전|강조|덧붙|설명|주장|답|지적|비판|반박|약속)(?:했|혔|였)(?:다|습니다))/u;

/** Verbs after a Korean quotation that mean something else without its particle: `“…”고 했다`. */
const verbAfterParticle = /^(?:이?라고|고)\s?(?:했다|했습니다|한다)/u;

/** How many characters may stand between a name and the quotation beside it. */
const maxGap = 25;

/** How many characters before a quotation are read to find out what introduces it. */
const maxIntroduction = 60;

/** Returns whether the words before a quotation introduce it. It then does not belong to the person named after it. */
function isIntroduced(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - maxIntroduction), start).replace(/[\s"“”„«»「『‘‚]+$/u, '');
  if (/[:：]$/.test(before)) return true;
  const lastWord = /([\p{L}\p{M}]+)[,，]$/u.exec(before)?.[1] ?? '';
  return isSpeechVerb(fold(lastWord), lastWord) || (/[,，]$/.test(before) && composedVerbs.test(before.slice(-6)));
}

/** Returns whether and how a text quotes the person whose Chinese, Japanese or Korean name is at a place. */
export function composedAttribution(
  text: string,
  start: number,
  end: number,
  quotations: readonly Quotation[],
): ComposedAttribution | undefined {
  const role = roleOf(text, start, end);
  if (role === 'other') return undefined;
  const beside = quotations.filter(({ start: opens, end: closes }) =>
    opens >= end
      ? opens - end <= maxGap && !/[。！？\n]|\. /u.test(text.slice(end, opens))
      : closes <= start &&
        start - closes <= maxGap / 2 &&
        !/[。！？\n]|\. /u.test(text.slice(closes, start)) &&
        !isIntroduced(text, opens),
  );
  const lastEnd = Math.max(end, ...beside.map(({ end: closes }) => closes));
  const before = beside.find(({ start: opens }) => opens >= end)?.start ?? end;
  // The verb stands between the name and the quotation, or after both.
  const clause = `${text.slice(end, before)}|${/^[^。！？\n]*/u.exec(text.slice(lastEnd, lastEnd + maxGap))?.[0] ?? ''}`;
  const afterParticle = beside.length === 0 ? undefined : verbAfterParticle.exec(text.slice(lastEnd, lastEnd + 6))?.[0];
  const verbMatch = composedVerbs.exec(clause);
  const verb = verbMatch?.[0] ?? afterParticle?.replace(/^(?:이?라고|고)\s?/u, '');
  if (verb === undefined) return undefined;
  const toVerb = clause.slice(0, Math.min(verbMatch?.index ?? clause.length, before - end));
  if (hasOtherSubject(toVerb)) return undefined;
  return {
    verb,
    quotations: beside,
    role,
    isDirectSubject: role === 'subject' || afterTitle(toVerb).length <= maxAdverb,
  };
}

/** How many characters an adverb between a name and a verb of speech has at most. */
const maxAdverb = 2;
