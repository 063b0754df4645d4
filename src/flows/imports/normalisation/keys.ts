import { createHash } from 'node:crypto';
import type { NaturalKey } from '../draft.js';
import { clean } from './text.js';

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/**
 * Returns a key that can be stored. Ids that look the same are the same (NFC): systems write the letters of one id in
 * composed or decomposed form. A long id is replaced by its digest, so that different ids stay different.
 */
export function keyOf(source: string, id: string): NaturalKey {
  const [name = '', cleanId = ''] = [source, id].map((one) => clean(one).normalize('NFC').trim());
  return { source: name.slice(0, 100).trim() || 'import', id: cleanId.length > 500 ? digest(cleanId) : cleanId };
}

/** Returns an id for an item without one. It is the same for the same content, also in another Unicode form. */
export const idOfContent = (...content: readonly (string | null | undefined)[]): string =>
  digest(JSON.stringify(content).normalize('NFC'));
