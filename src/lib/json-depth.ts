const quote = 0x22;
const backslash = 0x5c;

/**
 * How deep arrays and objects nest in a JSON text, `0` for a bare value: read in one pass, before anything parses it and
 * without recursion. What is no JSON gets a number all the same, never less than a parser would reach before it gives up.
 */
export function depthOfJson(json: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (isInString) {
      if (code === backslash) index++;
      else if (code === quote) isInString = false;
    } else if (code === quote) {
      isInString = true;
    } else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
  return deepest;
}
