/** Sorts the members of objects by name, and lists of changes by field. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isChanges = value.length > 1 && value.every((one) => typeof one?.field === 'string');
    const entries = value.map(sorted);
    return isChanges ? entries.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) : entries;
  }
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

function canonical(body: string): string | undefined {
  try {
    return JSON.stringify(
      body
        .trimEnd()
        .split('\n')
        .map((line) => sorted(JSON.parse(line))),
    );
  } catch {
    return undefined;
  }
}

/** Whether two bodies of JSON or NDJSON differ only in the order of members and lines. */
export function isSameInOtherOrder(one: string, other: string): boolean {
  const first = canonical(one);
  return first !== undefined && first === canonical(other);
}
