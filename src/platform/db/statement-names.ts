/** How many statements each connection keeps prepared: the parameters of lists can be combined in any number of ways. */
const most = 100;

/**
 * Names for the statements that come again, by which PostgreSQL keeps them parsed and planned. The first hundred that come
 * twice get one, for the life of the process.
 */
export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  let once = new Set<string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size === most) return known;
    if (!once.has(text)) {
      if (once.size === most) once = new Set();
      once.add(text);
      return undefined;
    }
    once.delete(text);
    const name = `read_${names.size}`;
    names.set(text, name);
    return name;
  };
}
