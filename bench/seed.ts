import type { Newsroom } from '../src/newsroom.js';
import { system } from '../src/platform/auth/index.js';
import { type Database, Prisma } from '../src/platform/db/index.js';

/** Fills an empty newsroom with `count` published stories, three people each, and fifty comments on the last one. */
export async function seed(database: Database, newsroom: Newsroom, count: number): Promise<string> {
  await newsroom.sections.create(system, { name: 'World' });
  const europe = await newsroom.sections.create(system, { name: 'Europe', parent: 'world' });
  for (let i = 0; i < 30; i++) await newsroom.people.create(system, { name: `Person ${i}` });
  const { id: model } = await newsroom.articles.create(system, {
    headline: 'The model of all stories',
    standfirst: 'It has a standfirst.',
    section: europe.id,
    tags: ['bench', 'model'],
    body: `<p>${'A paragraph of a story, as long as such paragraphs are. '.repeat(12)}</p>`.repeat(8),
    people: [0, 1, 2].map((i) => ({
      person: `person-${i}`,
      relation: i === 0 ? ('author' as const) : ('mentioned' as const),
      titleAsPrinted: 'Reporter',
    })),
  });
  await newsroom.articles.publish(system, model, undefined, new Date('2020-01-01T00:00:00Z'));
  // Copies made by the database: a service call each would take minutes.
  const copies = Prisma.sql`generate_series(1, ${count}::int) AS n`;
  const id = Prisma.sql`('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const at = Prisma.sql`published_at + n * interval '1 minute'`;
  const source = Prisma.raw(`'${model}'::uuid`);
  const { prisma } = database;
  await prisma.$executeRaw`
    INSERT INTO articles (id, slug, status, version, revision, published_revision, type, headline, standfirst, body, body_text, lang,
      section_id, tags, sources, related, comments_open, published_at, first_published_at, updated_at)
    SELECT ${id}, 'story-' || n, status, version, revision, published_revision, type, headline || ' ' || n, standfirst, body, body_text, lang,
      section_id, tags, sources, related, comments_open, ${at}, ${at}, ${at} FROM articles, ${copies} WHERE id = ${source}`;
  await prisma.$executeRaw`
    INSERT INTO publications (article_id, slug, version, revision, type, headline, standfirst, body, body_text, lang,
      section_id, tags, sources, related, comments_open, published_at, first_published_at, updated_at)
    SELECT ${id}, 'story-' || n, version, revision, type, headline || ' ' || n, standfirst, body, body_text, lang,
      section_id, tags, sources, related, comments_open, ${at}, ${at}, ${at} FROM publications, ${copies} WHERE article_id = ${source}`;
  for (const [table, columns] of [
    ['publication_sections', 'section_id'],
    ['publication_tags', 'tag'],
    ['publication_people', 'position, person_id, relation, title_as_printed, listed'],
  ] as const) {
    const names = Prisma.raw(columns);
    await prisma.$executeRaw`
      INSERT INTO ${Prisma.raw(table)} (article_id, published_at, ${names}) SELECT ${id}, ${at}, ${names} FROM ${Prisma.raw(table)}, ${copies} WHERE article_id = ${source}`;
  }
  const slug = `story-${count}`;
  const [last] = await prisma.$queryRaw<
    { id: string }[]
  >`SELECT article_id AS id FROM publications WHERE slug = ${slug}`;
  await newsroom.comments.importComments(
    system,
    Array.from({ length: 50 }, (_, i) => ({
      articleId: last?.id ?? '',
      key: `${i}`,
      authorName: `Reader ${i}`,
      authorEmail: `reader${i}@example.org`,
      body: `Comment number ${i}, which says a thing or two about the story.`,
      status: 'approved' as const,
      createdAt: new Date(Date.UTC(2021, 0, 1, 0, i)),
    })),
  );
  await prisma.$executeRaw`ANALYZE`;
  return slug;
}
