import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { articleLists } from '../reading/lists.store.js';
import { articleExportStore, type ExportedArticle, type ExportOptions } from './exporter.store.js';

/**
 * Returns the function that exports articles.
 *
 * @param mediaUrl the address below which the renditions of assets are
 */
export function articleExporter(database: Session, lists: ReturnType<typeof articleLists>, mediaUrl: string) {
  const store = articleExportStore(database, mediaUrl);

  async function* batchesOf(options: ExportOptions): AsyncGenerator<ExportedArticle[]> {
    let articles = await store.findNextBatch(options, undefined);
    while (articles.length > 0) {
      yield articles;
      articles = await store.findNextBatch(options, articles.at(-1));
    }
  }

  /**
   * Reads all articles of a state in batches, the oldest change first, with one statement per batch. An article that
   * changes meanwhile may appear twice; the last one is the newest.
   *
   * @throws unknown-reference if the section does not exist
   */
  return async function exportArticles(options: ExportOptions): Promise<AsyncGenerator<ExportedArticle[]>> {
    const { section: ref } = options;
    if (ref !== undefined && (await lists.findUnknownRefs([{ parameter: 'section', ref }], 'desk')).length > 0)
      throw problems.unknownReference('"section" refers to something that does not exist.', {
        errors: [{ parameter: 'section', code: 'unknown-reference', detail: 'Check the id or slug.' }],
      });
    return batchesOf(options);
  };
}
