const quote = 0x22;
const backslash = 0x5c;

/**
 * Returns how deeply arrays and objects are nested in a JSON text; 0 for a primitive value. Reads the text in one pass
 * without recursion, so it is safe to call before parsing. For invalid JSON, the result is at least the depth that a
 * parser reaches before it fails.
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
