const uuidLength = 36;

/**
 * Returns the short name of an entity for the headers of caches: the last twelve digits of its id, which are random. A
 * list of a hundred articles has about four hundred entities, but caches accept only 8 kB of headers. Entities that
 * share a name are purged together, which costs one more query. Names that are not UUIDs, such as those of collections,
 * are returned unchanged.
 */
export function entityName(id: string): string {
  return id.length === uuidLength ? id.slice(24) : id;
}
