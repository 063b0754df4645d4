/** How the name of a member ends that holds the id of an entity: `id`, `articleId`, `parentId`. */
const idMember = 'd":"';
const uuidLength = 36;

/**
 * The names of the entities in a text of JSON whose ids are ours, be it one of bytes: by them what shows it is purged.
 * Inside of strings there are no bare quotes, so what is found are members; in anything but JSON it might be anything.
 */
export function entityNamesIn(json: string | Buffer): Set<string> {
  const text = typeof json === 'string' ? json : json.toString('latin1');
  const names = new Set<string>();
  for (let at = text.indexOf(idMember); at !== -1; at = text.indexOf(idMember, at + idMember.length)) {
    const start = at + idMember.length;
    // A UUID has hyphens at fixed places, and ends with the string.
    if (text[start + uuidLength] === '"' && text[start + 8] === '-' && text[start + 23] === '-')
      names.add(text.slice(start + 24, start + uuidLength));
  }
  return names;
}
