import { personAt, personRows, sectionRows, sections } from './directories.js';
import type { Row, Target } from './load.js';
import { commentRows } from './readers.js';
import { publishedAt, type Scale, slugOf, storyAt, storyId, tags } from './stories.js';

export { discussed } from './readers.js';
export { publishedAt, type Scale, slugOf, storyAt, storyId, tags };

export const sectionSlugs = sections.map(({ slug }) => slug);
export const personSlug = (n: number) => personAt(n).slug;

/** The number of articles that are generated and kept in memory at a time. */
const batch = 1_000;
/** From this number of articles on, indexes are created after the rows, which is much faster. */
const many = 20_000;

/** Returns the scale of a newsroom with this number of articles. Large newsrooms have short bodies, to be filled in minutes. */
export function scaleOf(stories: number, body = stories > 200_000 ? 500 : 1_200): Scale {
  return { stories, people: Math.min(100_000, Math.max(200, Math.floor(stories / 50))), body };
}

const mark = ({ stories, body }: Scale) => `generated: ${stories} stories of ${body} characters`;

/**
 * Fills an empty, migrated newsroom. One that was filled at the same scale before stays as it is.
 *
 * @param tell receives the progress
 */
export async function fill(target: Target, scale: Scale, tell: (line: string) => void = overwrite): Promise<void> {
  const [found] = await target.run(
    "SELECT obj_description('publications'::regclass) AS mark, EXISTS (SELECT FROM sections) AS used",
  );
  if (found?.mark === mark(scale)) return;
  if (found?.used) throw new Error('The benchmark needs an empty database, or one that it has filled at this scale.');

  const restore = scale.stories < many ? async () => {} : await withoutIndexes(target, tell);
  await insertAll(target, sectionRows());
  for (let from = 0; from < scale.people; from += batch) {
    const end = Math.min(scale.people, from + batch);
    await insertAll(
      target,
      together(from, end, (n) => [personRows(n)]),
    );
  }
  const progress = startProgress(scale.stories, tell);
  let inserting = Promise.resolve();
  for (let from = 1; from <= scale.stories; from += batch) {
    const end = Math.min(scale.stories + 1, from + batch);
    const rows = together(from, end, (n) => {
      const story = storyAt(scale, n);
      return [story.rows, commentRows(scale, n, story)];
    });
    await inserting;
    progress(from - 1);
    inserting = insertAll(target, rows);
    // The error is thrown where the promise is awaited, one batch later.
    inserting.catch(() => {});
  }
  await inserting;
  progress(scale.stories);
  tell('words');
  await target.run('UPDATE publications p SET search = a.search FROM articles a WHERE a.id = p.article_id');
  await restore();
  await target.run(`COMMENT ON TABLE publications IS '${mark(scale)}'`);
  await target.run('VACUUM (ANALYZE)');
  tell('');
}

/** Returns the rows of the entities with numbers in a range, by table. */
function together(from: number, end: number, rowsOf: (n: number) => Record<string, Row[]>[]): Record<string, Row[]> {
  const all: Record<string, Row[]> = {};
  for (let n = from; n < end; n++) {
    for (const rows of rowsOf(n)) {
      for (const [table, some] of Object.entries(rows)) {
        all[table] ??= [];
        all[table].push(...some);
      }
    }
  }
  return all;
}

async function insertAll(target: Target, rows: Record<string, Row[]>): Promise<void> {
  for (const [table, some] of Object.entries(rows)) {
    if (some.length > 0) await target.insert(table, some);
  }
}

/**
 * Drops the indexes that belong to no constraint and, for a superuser, disables triggers and the checks of foreign keys.
 *
 * @returns a function that restores all of them
 */
async function withoutIndexes(target: Target, tell: (line: string) => void): Promise<() => Promise<void>> {
  const indexes = await target.run(`
    SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid)
      AND t.relname ~ '^(article|publication|revision|comment)'`);
  for (const { name } of indexes) await target.run(`DROP INDEX "${name}"`);
  const [{ superuser } = {}] = await target.run("SELECT current_setting('is_superuser') = 'on' AS superuser");
  if (superuser) await target.run('SET session_replication_role = replica');
  return async () => {
    if (superuser) await target.run('RESET session_replication_role');
    await target.run("SET maintenance_work_mem = '256MB'");
    for (const { name, definition } of indexes) {
      tell(`index ${name}`);
      await target.run(`${definition}`);
    }
  };
}

function startProgress(total: number, tell: (line: string) => void): (done: number) => void {
  const started = Date.now();
  return (done) => {
    const rate = Math.round((done / Math.max(1, Date.now() - started)) * 1000);
    tell(`${done} of ${total} stories, ${Math.floor((done / total) * 100)} %, ${rate}/s`);
  };
}

const overwrite = (line: string) => void process.stderr.write(`\r${line}\x1b[K`);
