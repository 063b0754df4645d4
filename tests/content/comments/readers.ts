import type { TestNewsroom as Newsroom } from '../../support/newsroom.js';

/** The address that every reader of these tests has: no public answer may hold it. */
export const email = 'private.reader@post.example';

/** A published article. */
export async function publishStory(
  newsroom: Newsroom,
  input: Record<string, unknown> = {},
): Promise<{ id: string; slug: string }> {
  const body = { headline: `Rain over Hamburg ${Math.random().toString(36).slice(2)}`, ...input };
  const created = await newsroom.request('POST', '/v1/articles', { as: 'editor', body });
  const { id, slug } = created.body;
  const published = await newsroom.request('POST', `/v1/articles/${id}/publish`, { as: 'editor' });
  if (published.status !== 200) throw new Error(`The story was not published: ${JSON.stringify(published.body)}`);
  return { id, slug };
}

/** What is sent twice is one comment. */
let sent = 0;

/** Sends a comment as a guest does. */
export function post(
  newsroom: Newsroom,
  ref: string,
  input: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  sent += 1;
  const body = { authorName: 'Ada Reader', authorEmail: email, body: `It rained all day, ${sent} times.`, ...input };
  return newsroom.request('POST', `/v1/articles/${ref}/comments`, { body, headers });
}

/** Sends a comment and gives its id. */
export async function posted(newsroom: Newsroom, ref: string, input: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await post(newsroom, ref, input);
  if (status !== 202 && status !== 201) throw new Error(`The comment was refused: ${JSON.stringify(body)}`);
  return body.id;
}

/** Decides on a comment, as a moderator. */
export function decide(newsroom: Newsroom, id: string, status: string, headers: Record<string, string> = {}) {
  return newsroom.request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body: { status }, headers });
}

/** Sends a comment, has it approved and gives its id. */
export async function approved(newsroom: Newsroom, ref: string, input: Record<string, unknown> = {}): Promise<string> {
  const id = await posted(newsroom, ref, input);
  const decision = await decide(newsroom, id, 'approved');
  if (decision.status !== 200) throw new Error(`The comment was not approved: ${JSON.stringify(decision.body)}`);
  return id;
}

/** How many approved comments the public article says that it has. */
export async function countOn(newsroom: Newsroom, ref: string): Promise<number> {
  return (await newsroom.request('GET', `/v1/articles/${ref}`)).body.comments.count;
}

export function ids(list: { body: { data: { id: string }[] } }): string[] {
  return list.body.data.map(({ id }) => id);
}
