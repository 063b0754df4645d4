/**
 * Returns whether a text can be stored and sent unchanged: it has no lone surrogates, no NUL and no C0 controls other
 * than tab, line feed and carriage return. PostgreSQL refuses NUL, UTF-8 cannot encode lone surrogates, and XML 1.0
 * does not allow the other controls.
 */
export function isWellFormed(text: string): boolean {
  return !hasLoneSurrogate(text) && !controls.test(text);
}

/** Returns whether a text contains half a surrogate pair, which UTF-8 cannot encode. */
export const hasLoneSurrogate = (text: string): boolean => !(text as Unicode).isWellFormed();

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** `String.prototype.isWellFormed` is ES2024, which the configured `lib` of the compiler does not include. */
type Unicode = string & { isWellFormed(): boolean };
