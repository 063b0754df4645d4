/** The maximum number of ids that are remembered. */
const maxIds = 200_000;

/** Detects ids that occur twice in one file. Remembers at most 200,000 ids. */
export class SeenIds {
  private readonly ids = new Set<string>();

  /** Returns whether the id has occurred before, and remembers it. */
  isDuplicate(id: string): boolean {
    if (this.ids.has(id)) return true;
    if (this.ids.size < maxIds) this.ids.add(id);
    return false;
  }
}
