import type { Readable } from 'node:stream';
import { OWN_SOURCE } from '../../../../content/articles/index.js';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { toUtf8 } from '../../normalisation/bytes.js';
import { isFields } from '../../normalisation/fields.js';
import {
  lastLineFault,
  maxLineBytes,
  parseJson,
  parseJsonItem,
  skipUnreadableLine,
} from '../../normalisation/json-items.js';
import { splitLines } from '../../normalisation/lines.js';
import { readArticle } from './article.js';

/** Fields of an article of the API that other formats do not have together. */
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
    for (const line of lines) {
      const { number, text, wrong } = line;
      const from = `line ${number}`;
      const item = text === null ? skipUnreadableLine(from, wrong) : lastLineFault(line, parseJsonItem(text, from));
      yield item.kind === 'skipped' ? item : readArticle(item.value, from, source ?? OWN_SOURCE);
    }
}

/**
 * Broadsheet's own export: one article per line. A damaged line costs only itself. The key of an article is its `id`,
 * with the source of the options or `broadsheet`, or else the first of its `externalIds`.
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
    // The last line may be cut off and others may be damaged, so one readable article is enough.
    return (hasNdjsonName ? lines : lines.slice(0, 1))
      .slice(0, 20)
      .some((line) => line.startsWith('{') && isArticle(line));
  },
  read,
};
