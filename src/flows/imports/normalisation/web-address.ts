import { toUri } from '../../../lib/web-address.js';
import { clean } from './text.js';

/** Returns an http or https URL of at most 2,000 characters, as the API requires, or null for anything else. */
export function webAddress(text: string | null | undefined): string | null {
  if (text == null) return null;
  const uri = toUri(clean(text).trim().replace(/^\/\//, 'https://'));
  return uri !== undefined && uri.length <= 2_000 ? uri : null;
}
