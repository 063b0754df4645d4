import { externalIdTaken } from '../rules.js';
import { isExternalIdTaken } from '../store.js';

/** Turns a violated unique constraint into external-id-taken: a concurrent request may claim the same external id. */
export async function rethrowExternalIdConflict<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isExternalIdTaken(error)) throw error;
    throw externalIdTaken('One of the external ids belongs to another article. Send another id.', {
      errors: [{ pointer: '/externalIds', code: 'taken', detail: 'must contain only ids that no other article has.' }],
    });
  }
}
