import { fileURLToPath } from 'node:url';
import { type ArticleService, articleService, sectionArticles } from './content/articles/index.js';
import { type CommentService, commentService } from './content/comments/index.js';
import { type PersonService, personService } from './content/people/index.js';
import { type SectionService, sectionService } from './content/sections/index.js';
import { type TokenService, tokenService } from './content/tokens/index.js';
import { loadDemo } from './flows/demo/index.js';
import type { Database } from './platform/db/index.js';
import { type Flow, outbox } from './platform/events/index.js';

/** Everything that the newsroom can do, without HTTP. */
export type Newsroom = {
  sections: SectionService;
  people: PersonService;
  articles: ArticleService;
  comments: CommentService;
  tokens: TokenService;
  /** What follows from events, for the relay. */
  flows: readonly Flow[];
  /** Loads the demo newsroom unless there is content already. @returns whether it did */
  loadDemo(): Promise<boolean>;
};

export const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

type NewsroomOptions = {
  adminToken: string | undefined;
  /** Hears, after each change that this process has made, which public answers are out of date. */
  onStale?: (tags: readonly string[]) => void;
};

/** Puts the newsroom together: each service is handed what it needs. */
export function createNewsroom(database: Database, { adminToken, onStale = () => {} }: NewsroomOptions): Newsroom {
  const events = outbox(onStale);
  const people = personService({ database, events });
  const sections = sectionService({ database, events, articles: sectionArticles });
  const articles = articleService({ database, events });
  const comments = commentService({ database, events, articles });
  const tokens = tokenService({ database, events, adminToken });
  return {
    sections,
    people,
    articles,
    comments,
    tokens,
    flows: [],
    async loadDemo() {
      if (!(await sections.isEmpty())) return false;
      await loadDemo({ sections, people, articles, comments });
      return true;
    },
  };
}
