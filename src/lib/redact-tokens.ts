/** Matches API tokens and the tokens of preview links and sign-in links, also if they are truncated. */
const token = /\b(bs|pv|sl)_[\w-]{8,}/g;

/** Matches the name and the value of a query parameter. */
const parameter = /([?&])([^?&=#\s]*)=([^&#\s]+)/g;

/**
 * Query parameters whose values are secrets: those of Broadsheet, those in the responses of identity providers, and
 * those that clients send by mistake.
 */
const secretNames: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'id_token_hint',
  'key',
  'password',
  'refresh_token',
  'secret',
  'session_state',
  'state',
  'token',
]);

/** Matches the query of the address to which identity providers send browsers. Only the provider knows its parameters. */
const callbackQuery = /(\/sign-in\/[^/?#\s]*\/callback)\?[^#\s]+/g;

/**
 * Replaces secrets in a text, such as an address, so that the text can be logged: each token by its prefix and
 * `_redacted`, and values of query parameters with secrets by `redacted`.
 */
export const redactTokens = (text: string): string =>
  text
    .replace(callbackQuery, '$1?redacted')
    .replace(parameter, (match, separator, name) => (isSecret(name) ? `${separator}${name}=redacted` : match))
    .replace(token, '$1_redacted');

function isSecret(name: string): boolean {
  try {
    return secretNames.has(decodeURIComponent(name).toLowerCase());
  } catch {
    return false;
  }
}
