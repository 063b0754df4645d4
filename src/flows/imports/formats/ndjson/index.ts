import type { Readable } from 'node:stream';
import { OWN_SOURCE } from '../../../../content/articles/index.js';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { utf8 } from '../../fitting/bytes.js';
import { isFields } from '../../fitting/fields.js';
import { longestLine, parsed, unreadable } from '../../fitting/json-items.js';
import { linesOf } from '../../fitting/lines.js';
import { readArticle } from './article.js';

/** What an article of the API has and what no other format of stories has. */
const telling = ['headline', 'bodyFormat', 'standfirst', 'externalIds', 'publishedAt'];

function isArticle(line: string): boolean {
  const item = parsed(line, '');
  if (item.kind === 'skipped' || !isFields(item.value)) return false;
  const { value } = item;
  if ('@type' in value || '@context' in value || ('uri' in value && !('body' in value))) return false;
  return telling.filter((field) => field in value).length >= ('body' in value ? 1 : 2);
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  for await (const lines of linesOf(utf8(bytes), longestLine))
    for (const { number, text, wrong } of lines) {
      const from = `line ${number}`;
      const item = text === null ? unreadable(from, wrong) : parsed(text, from);
      yield item.kind === 'skipped' ? item : readArticle(item.value, from, source ?? OWN_SOURCE);
    }
}

/**
 * The newsroom's own export: one article a line. A line that is broken costs that line. An article is known by its `id`
 * at the source `broadsheet` (or that of the options), else by the first of its `externalIds`.
 */
export const ndjson: Format = {
  name: 'ndjson',
  mediaTypes: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  limits: { separator: 'line break' },
  detects(head, name) {
    const lines = head
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const named = name !== null && /\.(?:ndjson|jsonl)$/i.test(name);
    // The last line may be cut; where others are broken, a later one says what they are.
    return (named ? lines : lines.slice(0, 1)).slice(0, 20).some((line) => line.startsWith('{') && isArticle(line));
  },
  read,
};
