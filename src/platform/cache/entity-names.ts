/** The end of a JSON member that contains an entity id, such as `id`, `articleId` or `parentId`. */
const idMember = 'd":"';
const uuidLength = 36;

/** What follows the id of a mention or of a quote, which are places in a text and no entities. */
const placeMembers = [',"field":', ',"mentionId":'];
/** The start of the member `mentionId`, up to its last letter. */
const mentionIdStart = '"mentionI';

/**
 * Returns the cache keys of the entities in a JSON text. JSON strings contain no unescaped quotes, so every match is a
 * member. The result is meaningless for other formats.
 *
 * The ids of mentions and of quotes are left out. An article can have thousands of them, and a change of one changes its
 * article.
 */
export function entityNamesIn(json: string | Buffer): Set<string> {
  const text = typeof json === 'string' ? json : json.toString('latin1');
  const names = new Set<string>();
  for (let at = text.indexOf(idMember); at !== -1; at = text.indexOf(idMember, at + idMember.length)) {
    const start = at + idMember.length;
    const end = start + uuidLength;
    // A UUID has hyphens at fixed positions and is followed by the closing quote.
    if (text[end] !== '"' || text[start + 8] !== '-' || text[start + 23] !== '-') continue;
    if (placeMembers.some((member) => text.startsWith(member, end + 1))) continue;
    if (text.startsWith(mentionIdStart, at - mentionIdStart.length)) continue;
    names.add(text.slice(start + 24, end));
  }
  return names;
}
