/** What tokens of this house look like: those of the API, and those in preview links; cut short, too. */
const token = /\b(bs|pv)_[\w-]{8,}/g;

/** A text, such as an address, in which each token is but its kind: for logs, and for whatever else outlives a request. */
export const redactTokens = (text: string): string => text.replace(token, '$1_redacted');
