import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type pg from 'pg';
import { scaleOf } from './content.js';
import { adminToken } from './contestants.js';
import { personAt, sections } from './directories.js';
import { idAt } from './random.js';
import { storyAt } from './stories.js';

export type Written = { count: number; milliseconds: number };

/** Marks the articles that the benchmark writes, so that they can be deleted. */
const marker = 'the-bench-writes';
export const forget = `DELETE FROM articles WHERE slug LIKE '${marker}%'`;

const { rows } = storyAt(scaleOf(10_000, 3_000), 8);
const body = String(rows.articles?.[0]?.body);
const bodyText = String(rows.articles?.[0]?.body_text);
const people = [1, 2, 3].map((n) => personAt(n));
const section = sections[3] as (typeof sections)[number];
const tags = ['economy', 'budget', 'taxes'];

const headline = (n: number) => `The bench writes story ${process.hrtime.bigint()} ${n}`;

async function during(milliseconds: number, write: (n: number) => Promise<void>): Promise<Written> {
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < milliseconds) await write(count++);
  return { count, milliseconds: performance.now() - started };
}

/** Creates articles with the API, one after the other, over one connection. */
export async function writeByApi(url: string, milliseconds: number): Promise<Written> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const create = (article: object) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(`${url}/v1/articles`, {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
      });
      sent.once('error', reject).once('response', (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .once('end', () => {
            if (answer.statusCode === 201) resolve();
            else reject(new Error(`POST /v1/articles → ${answer.statusCode}: ${Buffer.concat(chunks)}`));
          });
      });
      sent.end(JSON.stringify(article));
    });
  const written = await during(milliseconds, (n) =>
    create({
      headline: headline(n),
      standfirst: 'What it says first.',
      body,
      section: section.slug,
      tags,
      people: people.map(({ slug, title }, index) => ({
        person: slug,
        relation: index === 0 ? 'author' : 'mentioned',
        titleAsPrinted: title,
      })),
    }),
  );
  agent.destroy();
  return written;
}

/** Inserts the rows of such articles, each article in one transaction. */
export function writeBySql(client: pg.ClientBase, milliseconds: number): Promise<Written> {
  return during(milliseconds, async (n) => {
    const id = idAt(Date.now(), 9, Number(process.hrtime.bigint() % 0x1000_0000_0000n));
    const title = headline(n);
    const slug = title.toLowerCase().replaceAll(' ', '-');
    const at = new Date().toISOString();
    const snapshot = {
      slug,
      headline: title,
      body,
      bodyText,
      sectionId: section.id,
      tags,
      people: people.map(({ id }) => id),
    };
    await client.query('BEGIN');
    await client.query({
      name: 'write_slug',
      text: 'INSERT INTO article_slugs (slug, article_id) VALUES ($1, $2)',
      values: [slug, id],
    });
    await client.query({
      name: 'write_article',
      text: `INSERT INTO articles (id, slug, headline, standfirst, body, body_text, section_id, tags, related, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9, $9)`,
      values: [id, slug, title, 'What it says first.', body, bodyText, section.id, tags, at],
    });
    await client.query({
      name: 'write_people',
      text: `INSERT INTO article_people (article_id, position, person_id, relation, title_as_printed)
        VALUES ($1, 0, $2, 'author', $5), ($1, 1, $3, 'mentioned', $6), ($1, 2, $4, 'mentioned', $7)`,
      values: [id, ...people.map((person) => person.id), ...people.map((person) => person.title)],
    });
    await client.query({
      name: 'write_revision',
      text: 'INSERT INTO revisions (article_id, number, snapshot, saved_by, created_at) VALUES ($1, 1, $2, $3, $4)',
      values: [id, JSON.stringify(snapshot), 'bench', at],
    });
    await client.query({
      name: 'write_event',
      text: `INSERT INTO events (type, subject_id, payload, actor) VALUES ('article.created', $1, $2, 'bench')`,
      values: [id, JSON.stringify({ id, slug, status: 'draft', version: 1, revision: 1 })],
    });
    await client.query({
      name: 'write_audit',
      text: `INSERT INTO audit (id, type, subject_id, actor, via, address, request_id, detail)
        VALUES ($1, 'article.created', $2, 'bench', 'http', '127.0.0.1', $3, $4)`,
      values: [
        idAt(Date.now(), 10, Number(process.hrtime.bigint() % 0x1000_0000_0000n)),
        id,
        randomUUID(),
        JSON.stringify({ id, slug, status: 'draft', version: 1, revision: 1 }),
      ],
    });
    await client.query('COMMIT');
  });
}
