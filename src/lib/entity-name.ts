const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The name by which caches know an entity: the last twelve digits of its id, which are random. A list of a hundred
 * stories names some four hundred entities, and caches take 8 kB of header. Two that share a name are purged together,
 * which costs a query. What is no UUID is its own name.
 */
export function entityName(id: string): string {
  return uuid.test(id) ? id.slice(24) : id;
}
