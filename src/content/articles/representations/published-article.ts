import type { Relation } from '../field.schemas.js';
import type { Article } from '../schemas.js';

/** A person under whom an article is listed, named by an editor or found by the linker. */
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

/** A published article, as the other forms need it. */
export type PublishedArticle = Omit<Article, 'people' | 'mentions' | 'publishedAt' | 'firstPublishedAt'> & {
  named: ListedPerson[];
  publishedAt: string;
  firstPublishedAt: string;
};

/** Returns the URN of an id, which is the same in all forms. */
export const urnOf = (id: string): string => `urn:uuid:${id}`;

/** Returns the people with one of these relations, each once. */
export function peopleWithRelation(
  { named: listedPeople }: PublishedArticle,
  ...relations: readonly Relation[]
): ListedPerson[] {
  const peopleById = new Map<string, ListedPerson>();
  for (const person of listedPeople)
    if (relations.includes(person.relation) && !peopleById.has(person.id)) peopleById.set(person.id, person);
  return [...peopleById.values()];
}
