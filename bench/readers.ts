import { languages } from './languages.js';
import type { Row } from './load.js';
import { idAt, random } from './random.js';
import type { Scale, Story } from './stories.js';
import { givenNames } from './vocabulary.js';

/** The number of newest articles with a full discussion. */
export const discussed = 200;
const inDiscussion = 60;

type Comment = Row & {
  id: string;
  parent_id: string | null;
  root_id: string | null;
  reply_count: number;
  descendants: number;
  depth: number;
  status: string;
};

/** Returns the comments on article `n`: many on the newest articles, and few on others, some of them pending. */
export function commentRows({ stories }: Scale, n: number, story: Story): Record<string, Row[]> {
  const full = n > stories - discussed;
  if (!full && n % 25 !== 0) return { comments: [], comment_counts: [] };
  const by = random(4, n);
  const comments: Comment[] = [];
  for (let k = 0; k < (full ? inDiscussion : 3); k++) {
    const status = full || k > 0 ? 'approved' : by.pick(['pending', 'pending', 'approved', 'spam']);
    const parents = comments.filter(({ depth, status }) => depth < 2 && status === 'approved');
    const parent = status === 'approved' && parents.length > 0 && by.chance(0.4) ? by.pick(parents) : undefined;
    if (parent !== undefined) parent.reply_count++;
    for (let above = parent; above !== undefined; above = comments.find(({ id }) => id === above?.parent_id))
      above.descendants++;
    const at = new Date(story.published + (k + 1) * 45_000).toISOString();
    const said = by.pick(languages.en.sentences).replace(/\{(\w+)\}/g, (_, slot: string) => {
      const words = languages.en[slot as 'thing'] as string[] | undefined;
      return words === undefined ? String(2 + by.below(90)) : by.pick(words);
    });
    comments.push({
      id: idAt(story.published + (k + 1) * 45_000, 4, n * 100 + k),
      article_id: story.id,
      parent_id: parent?.id ?? null,
      root_id: parent?.root_id ?? parent?.id ?? null,
      depth: parent === undefined ? 0 : parent.depth + 1,
      status,
      author_name: `${by.pick(givenNames)} ${k}`,
      author_email: 'sealed:',
      author_key: `reader ${by.below(10_000)}`,
      author_url: null,
      body: said,
      body_html: `<p>${said}</p>`,
      edit_token_hash: `${n}`.padStart(64, '0'),
      reply_count: 0,
      descendants: 0,
      score: by.below(20) - 4,
      open_flags: full && k === 7 ? 1 : 0,
      reviewed_at: k % 3 === 0 ? null : at,
      created_at: at,
      updated_at: at,
    });
  }
  const approved = comments.filter(({ status }) => status === 'approved').length;
  return { comments, comment_counts: [{ article_id: story.id, approved }] };
}
