import type { ArticleService, Site } from '../../content/articles/index.js';
import { type Actor, holds, mustHold } from '../../platform/auth/index.js';
import { problems } from '../../platform/problems/index.js';
import { formats } from './formats/index.js';
import type { ExportQuery } from './schemas.js';

type Needs = { articles: Pick<ArticleService, 'exported'>; site: Site };

/** A file on its way out: its text is made as it is taken. */
type Departure = { text: AsyncGenerator<string>; type: string; fileName: string };

type Wanted = ExportQuery & {
  /** Hears how many stories have left. */
  progress?: (stories: number) => void;
};

export function storyExports({ articles, site }: Needs) {
  return {
    /**
     * The stories of one state as a file.
     *
     * @throws invalid-request for a state that the format has no place for, unknown-reference for a section that is not there
     */
    async open(actor: Actor, { format, status, progress = () => {}, ...query }: Wanted): Promise<Departure> {
      mustHold(actor, 'content:read');
      const { type, fileName, hasStates, write } = formats[format];
      if (!hasStates && status !== 'published') {
        const detail = `is for other formats: ${format} has published stories alone.`;
        throw problems.invalidRequest(`"status": ${detail}`, {
          errors: [{ parameter: 'status', code: 'not-here', detail }],
        });
      }
      const { section, 'updatedAt[gte]': changedSince } = query;
      // What is under embargo leaves with those alone who may say when it ends.
      const freeAt = holds(actor, 'content:publish') ? undefined : new Date();
      const batches = await articles.exported({ status, section, changedSince, freeAt });
      return { text: write(counted(batches, progress), site), type, fileName };
    },
  };
}

async function* counted<Story>(batches: AsyncIterable<Story[]>, progress: (stories: number) => void) {
  let count = 0;
  for await (const stories of batches) {
    yield stories;
    count += stories.length;
    progress(count);
  }
}

export type StoryExports = ReturnType<typeof storyExports>;
