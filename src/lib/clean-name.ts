/**
 * Matches the controls that change the direction of the text around them (Unicode Bidirectional Algorithm: embeddings,
 * overrides and isolates). In a name, they could make the page around it read differently.
 */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;

/** Matches line breaks and tabs, with the white space around them. */
const lineBreaks = /\s*[\t\n\v\f\r\u0085\u2028\u2029]\s*/g;

/** Matches white space and zero-width characters at the ends of a text. Inside a name, languages such as Thai use them. */
const invisibleEnds = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;

/** Matches texts without a character that is seen on its own. A combining mark needs another one. */
const invisible = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\u2800]*$/u;

/**
 * Cleans the name of something, or another text of one line such as a headline. Removes controls of the text direction,
 * which editors of right-to-left languages often paste by accident, and makes one line of several.
 */
export function cleanName(name: string): string {
  return name.replace(directionControls, '').replace(lineBreaks, ' ').replace(invisibleEnds, '');
}

/** Returns whether a text has at least one character that a reader can see. */
export const isVisible = (text: string): boolean => !invisible.test(text);
