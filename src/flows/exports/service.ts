import type { ArticleService, Site } from '../../content/articles/index.js';
import { type Actor, hasScope, requireScope } from '../../platform/auth/index.js';
import { problems } from '../../platform/problems/index.js';
import { formats } from './formats/index.js';
import type { ExportQuery } from './schemas.js';

type Dependencies = { articles: Pick<ArticleService, 'exportArticles'>; site: Site };

/** A file to download. Its text is written while it is read. */
type ExportFile = { text: AsyncGenerator<string>; type: string; fileName: string };

type ExportOptions = ExportQuery & {
  /** Is called with the number of articles that have been written so far. */
  progress?: (articleCount: number) => void;
};

export function articleExports({ articles, site }: Dependencies) {
  return {
    /**
     * Returns the articles of one status as a file.
     *
     * @throws forbidden without the scope content:read, invalid-request for a status that the format does not support,
     *   unknown-reference for a section that does not exist
     */
    async open(actor: Actor, { format, status, progress = () => {}, ...query }: ExportOptions): Promise<ExportFile> {
      requireScope(actor, 'content:read');
      const { type, fileName, supportsAllStatuses: hasStates, write } = formats[format];
      if (!hasStates && status !== 'published') {
        const detail = `must be "published" with format=${format}. Other formats support every status.`;
        throw problems.invalidRequest(`"status": ${detail}`, {
          errors: [{ parameter: 'status', code: 'not-here', detail }],
        });
      }
      const { section, 'updatedAt[gte]': changedSince } = query;
      // Embargoed articles are exported only for actors who may publish.
      const freeAt = hasScope(actor, 'content:publish') ? undefined : new Date();
      const batches = await articles.exportArticles({ status, section, changedSince, embargoEndsBy: freeAt });
      return { text: write(trackProgress(batches, progress), site), type, fileName };
    },
  };
}

async function* trackProgress<Article>(batches: AsyncIterable<Article[]>, progress: (articleCount: number) => void) {
  let count = 0;
  for await (const articles of batches) {
    yield articles;
    count += articles.length;
    progress(count);
  }
}

export type ArticleExports = ReturnType<typeof articleExports>;
