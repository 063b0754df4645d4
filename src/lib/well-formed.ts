/**
 * Whether a text survives storage unchanged: no lone surrogate, no NUL and no other C0 control than tab, line feed and
 * carriage return. PostgreSQL refuses NUL, UTF-8 has no lone surrogates, and XML 1.0 feeds admit none of the others.
 */
export function isWellFormed(text: string): boolean {
  return (text as Unicode).isWellFormed() && !controls.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** `String.prototype.isWellFormed` is ES2024, which the compiler is not told about. */
type Unicode = string & { isWellFormed(): boolean };
