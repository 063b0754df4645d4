import { asList, asText, type Fields, isFields } from '../../normalisation/fields.js';

/** An object of JSON-LD. The prefixes of schema.org are removed from its property names. */
export type Node = Fields;

export type Index = ReadonlyMap<string, Node>;

/** The types that are imported as articles, with their types of article here. */
const deskTypeBySchemaType: Readonly<Record<string, string>> = {
  NewsArticle: 'article',
  Article: 'article',
  ReportageNewsArticle: 'article',
  BackgroundNewsArticle: 'article',
  BlogPosting: 'article',
  OpinionNewsArticle: 'opinion',
  AnalysisNewsArticle: 'analysis',
  ReviewNewsArticle: 'review',
  LiveBlogPosting: 'live',
};

const stripPrefix = (name: string): string => name.replace(/^(?:schema:|https?:\/\/schema\.org\/)/, '');

/** Returns an object as a node, without prefixes in its property names. */
function withoutPrefixes(value: Fields): Node {
  const names = Object.keys(value);
  if (!names.some((name) => name !== stripPrefix(name))) return value;
  return Object.fromEntries(names.map((name) => [stripPrefix(name), value[name]]));
}

/** Returns the nodes of a document (those of its `@graph`, or else the document itself), and an index by `@id`. */
export function graphOf(document: Fields): { nodes: Node[]; byId: Index } {
  const nodes = ('@graph' in document ? asList(document['@graph']) : [document]).filter(isFields).map(withoutPrefixes);
  const byId = new Map<string, Node>();
  for (const node of nodes) {
    const id = asText(node['@id']);
    if (id !== null && !byId.has(id)) byId.set(id, node);
  }
  return { nodes, byId };
}

export const typesOf = (node: Node): string[] =>
  asList(node['@type']).flatMap((type) => (typeof type === 'string' ? [stripPrefix(type)] : []));

/** Returns the type of article for a node, by the most specific of its types, or null. */
export function deskType(node: Node): string | null {
  const knownTypes = typesOf(node).flatMap((type) =>
    Object.hasOwn(deskTypeBySchemaType, type) ? [deskTypeBySchemaType[type] as string] : [],
  );
  return knownTypes.find((type) => type !== 'article') ?? knownTypes[0] ?? null;
}

export const isArticle = (node: Node): boolean => deskType(node) !== null;

/** Returns the values of a property as nodes. A text becomes a node with that name. References are resolved. */
export function nodesOf(value: unknown, byId: Index): Node[] {
  return asList(value).flatMap((one) => {
    if (isFields(one)) {
      const node = withoutPrefixes(one);
      const id = asText(node['@id']);
      const referencedNode =
        id !== null && Object.keys(node).every((name) => name.startsWith('@')) ? byId.get(id) : undefined;
      // The items of ordered lists and sets are one level deeper.
      return '@list' in node || '@set' in node
        ? nodesIn(node['@list'] ?? node['@set'], byId)
        : [referencedNode ?? node];
    }
    const name = asText(one);
    return name === null ? [] : [{ name }];
  });
}

const nodesIn = (list: unknown, byId: Index): Node[] =>
  asList(list).flatMap((one) => (isFields(one) && ('@list' in one || '@set' in one) ? [] : nodesOf(one, byId)));

/** Returns the texts of a property: its values, in one or several languages, or the names of its objects. */
export function textsOf(value: unknown, byId: Index): string[] {
  return nodesOf(value, byId).flatMap((node) => {
    const text =
      asText(node['@value']) ?? asText(node.name) ?? asText(asList(node.name)[0]) ?? asText(node.alternateName);
    return text === null ? [] : [text];
  });
}

/** Returns the first text of the given property values, or null. */
export function textOf(byId: Index, ...values: readonly unknown[]): string | null {
  for (const value of values) {
    const [text] = textsOf(value, byId);
    if (text !== undefined) return text;
  }
  return null;
}

/** Returns the first URL of a property: its value, or the `url` or `@id` of its object. */
export function addressOf(value: unknown, byId: Index): string | null {
  for (const node of nodesOf(value, byId)) {
    const address = asText(node.url) ?? asText(node['@id']) ?? asText(node['@value']) ?? asText(node.name);
    if (address !== null && /^(?:https?:)?\/\//i.test(address)) return address;
  }
  return null;
}
