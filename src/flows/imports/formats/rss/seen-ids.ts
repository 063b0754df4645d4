/** Names that are remembered. */
const maxIds = 200_000;

/** Tells what comes twice in one file; past 200,000 names nothing new is remembered. */
export class SeenIds {
  private readonly ids = new Set<string>();

  /** Whether there has been one of this name. */
  isDuplicate(id: string): boolean {
    if (this.ids.has(id)) return true;
    if (this.ids.size < maxIds) this.ids.add(id);
    return false;
  }
}
