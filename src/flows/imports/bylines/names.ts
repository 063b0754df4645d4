/** Small words inside names, which are not capitalised: `Ludwig Mies van der Rohe`. */
const particle =
  /^(?:von|van|vom|zu|zum|zur|und|y|e|i|de|del|della|dello|dei|degli|di|da|do|dos|das|du|des|la|le|las|los|lo|der|den|ter|ten|te|tot|op|in|'t|’t|d['’]|l['’]|af|av|al|el|ul|bin|ibn|bint|ben|bar|abu|wa|ap|mac|mc|san|st\.?|dela|dem|zw|het|à|thi)$/i;

const capitalPattern = /^["'“‘]?(?:(?:[dlo]|al|el|ad|an|ar|as|ash)['’-])?[\p{Lu}\p{Lt}\p{Lo}]/u;
const nameWord = /^[\p{L}\p{M}'’ʼ׳״.·‐-]+["”]?$/u;

/** Suffixes of names, which may follow a comma: `Sammy Davis, Jr.` */
export const nameSuffix = /^(?:jr|sr|júnior|filho|neto|ii|iii|iv)\.?$/i;

const honorific =
  /^(?:the\s+(?:(?:most|very|right|rt)\.?\s+)?(?=\p{L}{2,10}\.?\s))?(?:(?:dr|prof|professor|sir|dame|lord|lady|rev|revd|reverend|hon|honou?rable|mr|mrs|ms|miss|mx|sen|rep|gov|lt|col|gen|capt|sgt|maj|adm|rabbi|imam|herr|frau|mme|mlle|monsieur|madame|sr|sra|srta|dott|dott\.ssa|ing|dipl|mag|drs|ir|mgr|phdr|judr|mudr|д-р|проф|κα|κ)(?:\.[\s-]*|\s+))+(?=\p{L})/iu;

/** Returns the academic titles and forms of address before a name (`the Rev.` without its article), and the name. */
export function splitHonorific(text: string): { honorific: string | null; name: string } {
  const match = honorific.exec(text);
  if (match === null || !text.slice(match[0].length).includes(' ')) return { honorific: null, name: text };
  return { honorific: match[0].trim().replace(/^the /i, ''), name: text.slice(match[0].length) };
}

const wordsOf = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/** The maximum number of words of a name. */
export const maxNameWords = 8;

/** Words of sentences and headings, which no name contains: `On the Road`. */
const sentenceWord = /^(?:the|our|your|this|that|these|how|why|what|when|where|for|from|with|about)$/i;

/** Returns whether a text looks like a full name: two to eight words, capitalised except for particles. */
export function isFullName(text: string): boolean {
  const words = wordsOf(text);
  if (words.length < 2 || words.length > maxNameWords || !words.every((word) => nameWord.test(word))) return false;
  if (words.some((word) => sentenceWord.test(word)) || words.every((word) => /^\p{Lu}\.$/u.test(word))) return false;
  const capitals = words.filter((word) => capitalPattern.test(word)).length;
  return capitals >= 2 || (capitals === 1 && words.length <= 4)
    ? words.every((word) => capitalPattern.test(word) || particle.test(word)) && !/^a$/i.test(words[0] ?? '')
    : capitals === 0 && words.length <= 3;
}

/** Returns whether a text is one word that may be a name: `Cher`. */
export const isSingleName = (text: string): boolean =>
  /^\p{Lu}[\p{L}\p{M}'’-]{1,40}$/u.test(text) && !/^\p{Lu}{1,3}$/u.test(text);

/** Returns whether a text is the code of a writer, such as `jmü`, `JD` or `J.D.`. */
export const isInitials = (text: string): boolean =>
  /^(?:\p{Lu}\.? ?){1,3}$|^(?:\p{L}\.){2,4}$|^\p{Ll}{1,5}\.?$|^\p{Lu}\p{Ll}{1,2}\.$/u.test(text);

/** Words that join two people and are not part of a name. */
const strongConnector =
  /^(?:and|und|och|og|et|&|&amp;|\+|и|та|και|ja|oraz|with|mit|avec|con|com|met|med|plus|ve|és|și|şi|và)$/i;

/** Words that join two people and also the two surnames of one: `José Ortega y Gasset`. */
const weakConnector = /^(?:y|e|i|en|і)$/i;

/** Words that join two people and begin with a small letter, because they are names with a capital: `Dan`. */
const smallConnector = /^(?:a|dan|un|ir)$/;

/** `Manuel de Prada` and `Gil de Biedma` in one surname: the right side has one word before its particle. */
const hasGivenNames = /^\p{Lu}\S+ \p{Lu}\S+ de \p{Lu}/u;
const isSurnamePair = /^\p{Lu}\S+ de \p{Lu}\S+$/u;
const isOneSurname = (leftPart: string, connector: string, rightPart: string): boolean =>
  connector === 'y' && hasGivenNames.test(leftPart) && isSurnamePair.test(rightPart);

/**
 * Splits a text at the words that join people. A word that may be part of a name counts only between two texts that
 * `isComplete` accepts, for example because they are full names or agencies. The name of one author (`isName`) is split
 * only if it contains such a text: `Kim & Lund` is the name of a firm.
 */
export function splitAtConnectors(text: string, isComplete: (part: string) => boolean, isName: boolean): string[] {
  const chunks: { connector: string; words: string[] }[] = [{ connector: '', words: [] }];
  for (const word of wordsOf(text)) {
    const isConnector =
      strongConnector.test(word) || (weakConnector.test(word) && word !== 'I') || smallConnector.test(word);
    if (isConnector) chunks.push({ connector: word, words: [] });
    else chunks.at(-1)?.words.push(word);
  }
  const parts: string[] = [];
  for (const { connector, words } of chunks) {
    const leftPart = parts.at(-1);
    const right = words.join(' ');
    const [isLeftComplete, isRightComplete] = [leftPart !== undefined && isComplete(leftPart), isComplete(right)];
    const isSplit = strongConnector.test(connector)
      ? !isName || isLeftComplete || isRightComplete
      : isLeftComplete && isRightComplete && !isOneSurname(leftPart ?? '', connector, right);
    if (leftPart === undefined || isSplit) parts.push(right);
    else parts[parts.length - 1] = `${leftPart} ${connector} ${right}`.trim();
  }
  return parts.filter((part) => part !== '');
}
