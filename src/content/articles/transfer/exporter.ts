import type { Session } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { articleLists } from '../reading/lists.store.js';
import { articleExportStore, type ExportedArticle, type ExportOptions } from './exporter.store.js';

/** Gives stories away. */
export function articleExporter(database: Session, lists: ReturnType<typeof articleLists>) {
  const store = articleExportStore(database);

  async function* batchesOf(options: ExportOptions): AsyncGenerator<ExportedArticle[]> {
    let articles = await store.findNextBatch(options, undefined);
    while (articles.length > 0) {
      yield articles;
      articles = await store.findNextBatch(options, articles.at(-1));
    }
  }

  /**
   * All stories of a state, the change furthest back first: up to 200 at once, one statement each. One that changes while they are read
   * may be among them twice, the last time as it is then.
   *
   * @throws unknown-reference for a section that is not there
   */
  return async function exportArticles(options: ExportOptions): Promise<AsyncGenerator<ExportedArticle[]>> {
    const { section: ref } = options;
    if (ref !== undefined && (await lists.findUnknownRefs([{ parameter: 'section', ref }])).length > 0)
      throw problems.unknownReference('"section" names nothing that exists.', {
        errors: [{ parameter: 'section', code: 'unknown-reference', detail: 'Check the id or slug.' }],
      });
    return batchesOf(options);
  };
}
