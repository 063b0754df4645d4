const asciiOnly = /^[\0-\x7f]*$/;

/** Returns whether a text has only characters of ASCII. Then it needs neither normalisation nor transliteration. */
export const isAscii = (text: string): boolean => asciiOnly.test(text);
