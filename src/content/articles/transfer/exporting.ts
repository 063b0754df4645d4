import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { articleLists } from '../reading/lists.store.js';
import { articleDepartureStore, type Departing, type ExportedArticle } from './exporting.store.js';

/** Gives stories away. */
export function articleExporting(database: Session, lists: ReturnType<typeof articleLists>) {
  const store = articleDepartureStore(database);

  async function* batchesOf(wanted: Departing): AsyncGenerator<ExportedArticle[]> {
    let stories = await store.next(wanted, undefined);
    while (stories.length > 0) {
      yield stories;
      stories = await store.next(wanted, stories.at(-1));
    }
  }

  /**
   * All stories of a state, the change furthest back first: up to 200 at once, one statement each. One that changes while they are read
   * may be among them twice, the last time as it is then.
   *
   * @throws unknown-reference for a section that is not there
   */
  return async function exported(wanted: Departing): Promise<AsyncGenerator<ExportedArticle[]>> {
    const { section: ref } = wanted;
    if (ref !== undefined && (await lists.unknown([{ parameter: 'section', ref }])).length > 0)
      throw problems.unknownReference('"section" names nothing that exists.', {
        errors: [{ parameter: 'section', code: 'unknown-reference', detail: 'Check the id or slug.' }],
      });
    return batchesOf(wanted);
  };
}
