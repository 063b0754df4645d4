const uuidLength = 36;

/**
 * The name by which caches know an entity: the last twelve digits of its id, which are random. A list of a hundred
 * stories names some four hundred entities, and caches take 8 kB of header. Two that share a name are purged together,
 * which costs a query. The names of collections are shorter than any UUID, and stay.
 */
export function entityName(id: string): string {
  return id.length === uuidLength ? id.slice(24) : id;
}
