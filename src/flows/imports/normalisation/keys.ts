import { createHash } from 'node:crypto';
import type { NaturalKey } from '../draft.js';
import { clean } from './text.js';

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A key as the desk keeps them: what is too long stands as its digest, so that no two become one. */
export function keyOf(source: string, id: string): NaturalKey {
  const [name, cleanId] = [clean(source).trim(), clean(id).trim()];
  return { source: name.slice(0, 100).trim() || 'import', id: cleanId.length > 500 ? digest(cleanId) : cleanId };
}

/** The id of what has none: the same for the same content. */
export const idOfContent = (...content: readonly (string | null | undefined)[]): string =>
  digest(JSON.stringify(content));
