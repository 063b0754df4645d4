/** Elements whose end tag HTML requires. Those of `html`, `body`, `p` and others may be left out. */
const scanPattern = /<!--|<(script|style)\b|<(\/?)(?:article|main|section|div|header|footer|ul|ol|table|figure)\b/gi;

/**
 * Returns whether a page ends before its end: inside a tag, a comment or a script, or without the end of the page while
 * an element is open that must be closed. Pages that leave out end tags as HTML allows are not cut off. Linear time.
 */
export function isCutOff(html: string): boolean {
  const lastTag = html.lastIndexOf('<');
  if (lastTag > html.lastIndexOf('>') && /^<(?:[a-z/!]|$)/i.test(html.slice(lastTag, lastTag + 2))) return true;
  let openCount = 0;
  const pattern = new RegExp(scanPattern);
  const lowerCase = html.toLowerCase();
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    const [start, rawElement, slash] = match;
    if (start === '<!--' || rawElement !== undefined) {
      const end = lowerCase.indexOf(start === '<!--' ? '-->' : `</${rawElement?.toLowerCase()}`, match.index + 4);
      if (end === -1) return true;
      pattern.lastIndex = end + 3;
    } else openCount += slash === '/' ? -1 : 1;
  }
  return openCount > 0 && /<html[\s>]/.test(lowerCase) && !/<\/(?:body|html)\b/.test(lowerCase.slice(-100_000));
}
