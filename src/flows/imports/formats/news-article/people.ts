import { type Authors, authorsOf, type PrintedAuthor } from '../../bylines/index.js';
import type { NaturalKey } from '../../draft.js';
import { asText, hostOf } from '../../normalisation/fields.js';
import { keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { type Index, type Node, nodesOf, textOf, typesOf } from './nodes.js';

const isOrganisation = (node: Node): boolean =>
  typesOf(node).some((type) => /Organization|Corporation|Newspaper|NewsMedia/.test(type));
const isPerson = (node: Node): boolean => typesOf(node).includes('Person');

/**
 * Returns the authors, and the persons in `about` and `mentions`. Authors without a type are read like a byline. Authors
 * that are organisations are returned separately.
 */
export function peopleOf(
  node: Node,
  byId: Index,
  home: string,
): { authors: Authors; organisations: string[]; others: DraftPersonInput[] } {
  const printedAuthors: PrintedAuthor[] = [];
  const organisations: string[] = [];
  for (const author of [...nodesOf(node.author, byId), ...nodesOf(node.creator, byId)]) {
    const name = nameOf(author, byId);
    if (name === null) continue;
    if (isOrganisation(author)) organisations.push(name);
    else if (isPerson(author)) {
      const { titleAsPrinted, key } = personOf(author, name, 'author', byId, home);
      printedAuthors.push({ text: name, isName: true, titleAsPrinted, key });
    } else printedAuthors.push({ text: name });
  }
  const others: DraftPersonInput[] = [];
  for (const [property, relation] of [
    ['about', 'subject'],
    ['mentions', 'mentioned'],
  ] as const)
    for (const one of nodesOf(node[property], byId).filter(isPerson)) {
      const name = nameOf(one, byId);
      if (name !== null) others.push(personOf(one, name, relation, byId, home));
    }
  return { authors: authorsOf(printedAuthors), organisations, others };
}

function nameOf(node: Node, byId: Index): string | null {
  const parts = [textOf(byId, node.givenName), textOf(byId, node.familyName)].filter((part) => part !== null);
  return textOf(byId, node.name, node['@value']) ?? (parts.length > 0 ? parts.join(' ') : null);
}

function personOf(
  node: Node,
  name: string,
  relation: DraftPersonInput['relation'],
  byId: Index,
  home: string,
): Required<Pick<DraftPersonInput, 'name' | 'relation' | 'titleAsPrinted' | 'key'>> {
  return { name, relation, titleAsPrinted: textOf(byId, node.jobTitle), key: keyOfPerson(node, byId, home) };
}

function keyOfPerson(node: Node, byId: Index, home: string): NaturalKey | null {
  for (const identifier of nodesOf(node.identifier, byId)) {
    const id = asText(identifier.value) ?? asText(identifier.name);
    if (id !== null) return keyOf(asText(identifier.propertyID) ?? home, id);
  }
  const id = asText(node['@id']) ?? textOf(byId, node.url, node.sameAs);
  if (id === null) return null;
  const host = hostOf(id)?.toLowerCase();
  return keyOf(host === undefined ? home : `news-article:${host}`, id);
}
