import { openNewsroom } from '../../support/newsroom.js';

export const minute = 60_000;

/** An article that an editor has approved. Its texts contain its number. */
export type Story = {
  id: string;
  number: number;
  url: string;
  slug: string;
  section: string;
  person: string;
  key: string;
  revision: number;
};
export type State = 'scheduled' | 'published with planned changes' | 'published';
export const planned: readonly State[] = ['scheduled', 'published with planned changes'];

/** Removes the version, which each save increments, and the time at which the feed was made. */
function withoutCounters(body: unknown): unknown {
  if (typeof body === 'string') return body.replace(/<lastBuildDate>.*?<\/lastBuildDate>/, '');
  return JSON.parse(
    JSON.stringify(body, (name, value) => (['version', 'requestId'].includes(name) ? undefined : value)),
  );
}

/** Opens a newsroom with a clock that tests move, and functions that follow an approved article. */
export async function openApprovals(test: { teardown(after: () => unknown): void }) {
  let now = new Date();
  const { request, newsroom, tokens } = await openNewsroom(test, {
    clock: () => now,
    environment: { DIRECTORY_VISIBILITY: 'draft' },
  });
  const timetable = newsroom.articles.plans.queue;
  const as = 'editor';

  async function pass(milliseconds: number): Promise<void> {
    now = new Date(now.getTime() + milliseconds);
    while ((await timetable?.work()) === 'more');
  }
  const later = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();

  async function must(method: string, url: string, body?: object) {
    const answer = await request(method, url, body === undefined ? { as } : { as, body });
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`);
    return answer.body;
  }

  const other = await must('POST', '/v1/articles', { headline: 'Another story' });
  await must('POST', `/v1/articles/${other.id}/publish`);
  const list = await must('POST', '/v1/lists', { name: 'Front page', published: true, size: 5, rule: {} });

  let count = 0;

  /** Creates an article as an editor has approved it, with a distinct value in everything that the public sees. */
  async function approved(state: State): Promise<Story> {
    count += 1;
    const section = await must('POST', '/v1/sections', { name: `Section ${count}` });
    const person = await must('POST', '/v1/people', { name: `Author ${count}` });
    const key = `key-${count}`;
    const write = {
      headline: `Approved ${count}`,
      slug: `approved-${count}`,
      standfirst: 'As the editor read it.',
      type: 'analysis',
      body: '<p>The ferry sails on Tuesday.</p>',
      lang: 'en',
      dateline: 'BERGEN',
      section: section.slug,
      tags: [`tag-${count}`],
      people: [{ person: person.slug, relation: 'author', titleAsPrinted: 'Correspondent' }],
      sources: [{ name: 'Harbour office' }],
      related: [other.id],
      leadImage: { url: 'https://example.org/ferry.jpg', alt: 'A ferry' },
      seo: { title: 'Ferry' },
      externalIds: [{ source: 'wire', id: key }],
      commentsOpen: false,
    };
    const { id, slug } = await must('POST', '/v1/articles', write);
    const url = `/v1/articles/${id}`;
    if (state !== 'scheduled') await must('POST', `${url}/publish`);
    if (state === 'published with planned changes')
      await must('PATCH', url, { headline: `Approved ${count}, changed`, slug: `approved-${count}-changed` });
    if (state !== 'published') await must('POST', `${url}/schedule`, { at: later(10 * minute) });
    const desk = await must('GET', `/v1/desk/articles/${id}`);
    return {
      id,
      url,
      number: count,
      slug: desk.slug ?? slug,
      section: section.slug,
      person: person.slug,
      key,
      revision: desk.revision,
    };
  }

  /** Returns what the public sees of an article, in each format and in the lists that may include it. */

  async function seen({ id, url, number, section, person, slug }: Story): Promise<unknown[]> {
    const paths = [
      `${url}?include=section,people,related,corrections`,
      `/v1/articles/${slug}`,
      `/v1/articles?section=${section}&include=body,people,related,corrections`,
      `/v1/people/${person}/articles?include=body`,
      `/v1/articles?tag=tag-${number}`,
      `/v1/articles?q=ferry&section=${section}`,
      `/v1/feeds/rss?section=${section}`,
      `/v1/articles/${id}/corrections`,
      `/v1/lists/${list.slug}`,
    ];
    const found: unknown[] = [];
    for (const path of paths) {
      const answer = await request('GET', path);
      found.push([path, answer.status, withoutCounters(answer.body)]);
    }
    for (const accept of ['application/ld+json', 'text/markdown'])
      found.push(withoutCounters((await request('GET', url, { headers: { accept } })).body));
    return found;
  }

  return { request, newsroom, tokens, list, approved, seen, must, pass, later };
}
