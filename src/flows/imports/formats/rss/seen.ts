/** Names that are remembered. */
const most = 200_000;

/** Tells what comes twice in one file; past 200,000 names nothing new is remembered. */
export class Seen {
  private readonly ids = new Set<string>();

  /** Whether there has been one of this name. */
  again(id: string): boolean {
    if (this.ids.has(id)) return true;
    if (this.ids.size < most) this.ids.add(id);
    return false;
  }
}
