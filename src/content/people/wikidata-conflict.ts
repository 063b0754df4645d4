import { wikidataIdTaken } from './rules.js';
import { isWikidataIdTaken } from './store.js';

/** Turns a violated unique constraint into wikidata-id-taken: a concurrent request may store the same id. */
export async function rethrowWikidataConflict<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isWikidataIdTaken(error)) throw error;
    throw wikidataIdTaken('The Wikidata id belongs to another person. Use that person, or correct the id.', {
      errors: [{ pointer: '/wikidataId', code: 'taken', detail: 'must be an id that no other person has.' }],
    });
  }
}
