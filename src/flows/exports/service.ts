import type { ArticleService, Site } from '../../content/articles/index.js';
import { type Actor, hasScope, requireScope } from '../../platform/auth/index.js';
import { problems } from '../../platform/problems/index.js';
import { formats } from './formats/index.js';
import type { ExportQuery } from './schemas.js';

type Dependencies = { articles: Pick<ArticleService, 'exportArticles'>; site: Site };

/** A file on its way out: its text is made as it is taken. */
type ExportFile = { text: AsyncGenerator<string>; type: string; fileName: string };

type ExportOptions = ExportQuery & {
  /** Hears how many stories have left. */
  progress?: (articleCount: number) => void;
};

export function articleExports({ articles, site }: Dependencies) {
  return {
    /**
     * The stories of one state as a file.
     *
     * @throws invalid-request for a state that the format has no place for, unknown-reference for a section that is not there
     */
    async open(actor: Actor, { format, status, progress = () => {}, ...query }: ExportOptions): Promise<ExportFile> {
      requireScope(actor, 'content:read');
      const { type, fileName, supportsAllStatuses: hasStates, write } = formats[format];
      if (!hasStates && status !== 'published') {
        const detail = `is for other formats: ${format} has published stories alone.`;
        throw problems.invalidRequest(`"status": ${detail}`, {
          errors: [{ parameter: 'status', code: 'not-here', detail }],
        });
      }
      const { section, 'updatedAt[gte]': changedSince } = query;
      // What is under embargo leaves with those alone who may say when it ends.
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
