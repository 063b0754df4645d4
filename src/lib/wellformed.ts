/**
 * Whether a text survives storage unchanged: no lone surrogate, no NUL and no other C0 control than tab, line feed and
 * carriage return. PostgreSQL refuses NUL, UTF-8 has no lone surrogates, and XML 1.0 feeds admit none of the others.
 */
export function isWellFormed(text: string): boolean {
  // `String.prototype.isWellFormed` is ES2024, which the compiler is not told about; this is what it does.
  if (/\p{Surrogate}/u.test(text)) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return false;
  }
  return true;
}
