/**
 * How many statements each connection keeps prepared. The parameters of lists can be combined in any number of ways.
 */
const maxStatements = 100;

/**
 * Returns names for repeated statements, by which PostgreSQL keeps them parsed and planned. The first hundred
 * statements that occur twice get a name, for the life of the process.
 */
export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  let seenOnceTexts = new Set<string>();
  return (text) => {
    const existingName = names.get(text);
    if (existingName !== undefined || names.size === maxStatements) return existingName;
    if (!seenOnceTexts.has(text)) {
      if (seenOnceTexts.size === maxStatements) seenOnceTexts = new Set();
      seenOnceTexts.add(text);
      return undefined;
    }
    seenOnceTexts.delete(text);
    const name = `read_${names.size}`;
    names.set(text, name);
    return name;
  };
}
