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
  return item.kind !== 'skipped' && isFields(item.value) && hasArticleFields(Object.keys(item.value));
}

function hasArticleFields(fields: readonly string[]): boolean {
  const hasBody = fields.includes('body');
  if (fields.includes('@type') || fields.includes('@context') || (fields.includes('uri') && !hasBody)) return false;
  return distinctiveFields.filter((field) => fields.includes(field)).length >= (hasBody ? 1 : 2);
}

/** Returns the names of the fields at the start of an object that is cut off. */
function fieldsOfCutObject(text: string): string[] {
  const fields: string[] = [];
  let depth = 0;
  for (const [token, name] of text.matchAll(/"((?:[^"\\]|\\.)*)"(?=\s*:)|"(?:[^"\\]|\\.)*"?|[{[\]}]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (name !== undefined && depth === 1) fields.push(name);
  }
  return fields;
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
    const [first = ''] = lines;
    // An article can be longer than what is known of the file.
    if (lines.length === 1 && first.startsWith('{') && !first.endsWith('}'))
      return hasArticleFields(fieldsOfCutObject(first));
    const hasNdjsonName = name !== null && /\.(?:ndjson|jsonl)$/i.test(name);
    // The last line may be cut off and others may be damaged, so one readable article is enough.
    return (hasNdjsonName ? lines : lines.slice(0, 1))
      .slice(0, 20)
      .some((line) => line.startsWith('{') && isArticle(line));
  },
  read,
};
