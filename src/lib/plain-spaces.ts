/** Returns a text in which each run of white space, such as a tab, a line break or a no-break space, is one space. */
export const withPlainSpaces = (text: string): string => text.replace(/[\s\u0085]+/g, ' ');
