import type { Readable } from 'node:stream';
import { OWN_SOURCE } from '../../../../content/articles/index.js';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { toUtf8 } from '../../normalisation/bytes.js';
import { isFields } from '../../normalisation/fields.js';
import { maxLineBytes, parseJson, skipUnreadableLine } from '../../normalisation/json-items.js';
import { splitLines } from '../../normalisation/lines.js';
import { readArticle } from './article.js';

/** What an article of the API has and what no other format of stories has. */
const distinctiveFields = ['headline', 'bodyFormat', 'standfirst', 'externalIds', 'publishedAt'];

function isArticle(line: string): boolean {
  const item = parseJson(line, '');
  if (item.kind === 'skipped' || !isFields(item.value)) return false;
  const { value } = item;
  if ('@type' in value || '@context' in value || ('uri' in value && !('body' in value))) return false;
  return distinctiveFields.filter((field) => field in value).length >= ('body' in value ? 1 : 2);
}

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  for await (const lines of splitLines(toUtf8(bytes), maxLineBytes))
    for (const { number, text, wrong } of lines) {
      const from = `line ${number}`;
      const item = text === null ? skipUnreadableLine(from, wrong) : parseJson(text, from);
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
    const hasNdjsonName = name !== null && /\.(?:ndjson|jsonl)$/i.test(name);
    // The last line may be cut; where others are broken, a later one says what they are.
    return (hasNdjsonName ? lines : lines.slice(0, 1))
      .slice(0, 20)
      .some((line) => line.startsWith('{') && isArticle(line));
  },
  read,
};
