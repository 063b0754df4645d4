/** Matches API tokens and the tokens of preview links and sign-in links, also if they are truncated. */
const token = /\b(bs|pv|sl)_[\w-]{8,}/g;

/** Replaces each token in a text, such as an address, by its prefix and `_redacted`, so that the text can be logged. */
export const redactTokens = (text: string): string => text.replace(token, '$1_redacted');
