import { clean } from './text.js';

/** Returns an http or https URL of at most 2,000 characters, as the API requires, or null for anything else. */
export function webAddress(text: string | null | undefined): string | null {
  if (text == null) return null;
  const address = clean(text).trim().replace(/^\/\//, 'https://');
  return address.length <= 2_000 && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}
