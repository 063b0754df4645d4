import { type ApiDocument, type ApiOperation, listOperations, listWebhookEvents } from './document.js';
import { ExampleMaker } from './examples.js';
import type { Guide } from './guides.js';

/** Addresses of the files that pages load. */
export type AssetUrls = {
  style: string;
  /** Applies the settings of the reader before the page is painted. */
  settings: string;
  script: string;
  /** The modules that the script imports. */
  modules: readonly string[];
  searchIndex: string;
};

export type Tag = { name: string; description: string; operations: ApiOperation[] };

type Uses = { operations: ApiOperation[]; schemas: string[] };

/** The data that all pages share. */
export type Site = {
  title: string;
  document: ApiDocument;
  tags: readonly Tag[];
  events: readonly ApiOperation[];
  guides: readonly Guide[];
  examples: ExampleMaker;
  /** Returns the operations and the names of schemas that refer to a schema directly. */
  usesOf(schemaName: string): Uses;
  hasEvents: boolean;
  hasSchemas: boolean;
  assets: AssetUrls;
};

/** Lists the tags of a document in its order, then those that only operations name. */
function listTags(document: ApiDocument): Tag[] {
  const tags = new Map<string, Tag>();
  for (const { name, description = '' } of document.tags ?? []) tags.set(name, { name, description, operations: [] });
  for (const operation of listOperations(document)) {
    const tag = tags.get(operation.tag) ?? {
      name: operation.tag,
      description: '',
      operations: [],
    };
    tag.operations.push(operation);
    tags.set(operation.tag, tag);
  }
  return [...tags.values()].filter(({ operations }) => operations.length > 0);
}

/** Returns the names of the schemas to which a part of the document refers. */
const schemasIn = (part: unknown): Set<string> =>
  new Set(
    [...JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name),
  );

function findUses(document: ApiDocument, tags: readonly Tag[]): Map<string, Uses> {
  const uses = new Map<string, Uses>();
  const usesOf = (name: string) => {
    const entry = uses.get(name) ?? { operations: [], schemas: [] };
    uses.set(name, entry);
    return entry;
  };
  for (const operation of tags.flatMap(({ operations }) => operations))
    for (const name of schemasIn([operation.body, operation.responses])) usesOf(name).operations.push(operation);
  for (const [parent, schema] of Object.entries(document.components?.schemas ?? {}))
    for (const name of schemasIn(schema)) if (name !== parent) usesOf(name).schemas.push(parent);
  return uses;
}

export function createSite(document: ApiDocument, guides: readonly Guide[], assets: AssetUrls): Site {
  const tags = listTags(document);
  let uses: Map<string, Uses> | undefined;
  const events = listWebhookEvents(document);
  return {
    title: document.info.title,
    document,
    tags,
    events,
    guides,
    examples: new ExampleMaker(document),
    usesOf(schemaName) {
      uses ??= findUses(document, tags);
      return uses.get(schemaName) ?? { operations: [], schemas: [] };
    },
    hasEvents: events.length > 0,
    hasSchemas: Object.keys(document.components?.schemas ?? {}).length > 0,
    assets,
  };
}
