import type { TestNewsroom as Newsroom } from '../../support/newsroom.js';

/** The address of every reader in these tests. No public response may contain it. */
export const email = 'private.reader@post.example';

/** Creates a published article. */
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

/** Makes each body unique, because a repeated comment is stored once. */
let sent = 0;

/** Posts a comment as a guest. */
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

/** Posts a comment and returns its id. */
export async function posted(newsroom: Newsroom, ref: string, input: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await post(newsroom, ref, input);
  if (status !== 202 && status !== 201) throw new Error(`The comment was refused: ${JSON.stringify(body)}`);
  return body.id;
}

/** Decides on a comment as a moderator. */
export function decide(newsroom: Newsroom, id: string, status: string, headers: Record<string, string> = {}) {
  return newsroom.request('PATCH', `/v1/comments/${id}`, { as: 'moderator', body: { status }, headers });
}

/** Posts a comment, approves it and returns its id. */
export async function approved(newsroom: Newsroom, ref: string, input: Record<string, unknown> = {}): Promise<string> {
  const id = await posted(newsroom, ref, input);
  const decision = await decide(newsroom, id, 'approved');
  if (decision.status !== 200) throw new Error(`The comment was not approved: ${JSON.stringify(decision.body)}`);
  return id;
}

/** Returns the number of approved comments in the public article. */
export async function countOn(newsroom: Newsroom, ref: string): Promise<number> {
  return (await newsroom.request('GET', `/v1/articles/${ref}`)).body.comments.count;
}

export function ids(list: { body: { data: { id: string }[] } }): string[] {
  return list.body.data.map(({ id }) => id);
}
