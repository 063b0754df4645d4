import { operationUrl, tagUrl } from './layout.js';
import { schemaUrl } from './schema-text.js';
import type { Site } from './site.js';

/** An entry of the search index. Its keys are short, because browsers load the whole index. */
type SearchEntry = {
  /** Title. */
  t: string;
  /** Address. */
  u: string;
  /** Method of an operation, or the kind of anything else. */
  k: string;
  /** Path of an operation. */
  p?: string;
  /** Additional text to search. */
  d?: string;
};

/** Creates the search index. Operations come first. */
export function createSearchIndex({ document, tags, events, guides }: Site): SearchEntry[] {
  return [
    ...tags.flatMap(({ operations }) =>
      operations.map((operation) => ({
        t: operation.summary,
        u: operationUrl(operation),
        k: operation.method,
        p: operation.path,
        d: `${operation.id} ${operation.tag} ${operation.description}`,
      })),
    ),
    ...tags.map(({ name, description }) => ({ t: name, u: tagUrl(name), k: 'Tag', d: description })),
    ...guides.map(({ title, url, name }) => ({ t: title, u: url, k: 'Guide', d: name })),
    ...events.map(({ path, id, summary, description }) => ({
      t: path,
      u: `/docs/webhook-events#${id}`,
      k: 'Event',
      d: `${id} ${summary}. ${description}`,
    })),
    ...Object.entries(document.components?.schemas ?? {}).map(([name, { description = '' }]) => ({
      t: name,
      u: schemaUrl(name),
      k: 'Schema',
      d: description,
    })),
  ];
}
