/** The end of a JSON member that contains an entity id, such as `id`, `articleId` or `parentId`. */
const idMember = 'd":"';
const uuidLength = 36;

/**
 * Returns the cache keys of the entities in a JSON text. JSON strings contain no unescaped quotes, so every match is a
 * member. The result is meaningless for other formats.
 */
export function entityNamesIn(json: string | Buffer): Set<string> {
  const text = typeof json === 'string' ? json : json.toString('latin1');
  const names = new Set<string>();
  for (let at = text.indexOf(idMember); at !== -1; at = text.indexOf(idMember, at + idMember.length)) {
    const start = at + idMember.length;
    // A UUID has hyphens at fixed positions and is followed by the closing quote.
    if (text[start + uuidLength] === '"' && text[start + 8] === '-' && text[start + 23] === '-')
      names.add(text.slice(start + 24, start + uuidLength));
  }
  return names;
}
