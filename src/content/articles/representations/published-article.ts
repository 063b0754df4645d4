import type { Relation } from '../field.schemas.js';
import type { Article } from '../schemas.js';

/** Who wrote a story or is named in it, found in its text or said by an editor; nobody twice in one relation. */
export type ListedPerson = {
  id: string;
  slug: string;
  name: string;
  relation: Relation;
  titleAsPrinted: string | null;
  role: { title: string; organisation: string | null } | null;
  wikidataId: string | null;
  sameAs: string[];
};

/** A published story as other forms are made of it. */
export type PublishedArticle = Omit<Article, 'people' | 'mentions' | 'publishedAt' | 'firstPublishedAt'> & {
  named: ListedPerson[];
  publishedAt: string;
  firstPublishedAt: string;
};

/** The one name of a thing in whatever form it is given. */
export const urnOf = (id: string): string => `urn:uuid:${id}`;

/** Those with one of these relations, each once. */
export function peopleWithRelation(
  { named: listedPeople }: PublishedArticle,
  ...relations: readonly Relation[]
): ListedPerson[] {
  const peopleById = new Map<string, ListedPerson>();
  for (const person of listedPeople)
    if (relations.includes(person.relation) && !peopleById.has(person.id)) peopleById.set(person.id, person);
  return [...peopleById.values()];
}
