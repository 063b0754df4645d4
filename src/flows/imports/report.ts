/** Places that a report names of each reason. */
const mostExamples = 20;

/** Why something was not taken in, or not all of it, and where some of it stands. */
export type Reasons = { reason: string; detail: string; count: number; examples: string[] }[];

/** What became of a file. */
export type ImportReport = {
  format: string;
  created: number;
  updated: number;
  /** Those that were here as they are. */
  unchanged: number;
  /** Those that were here and were to be left alone. */
  known: number;
  /** Sections and people that the stories needed. */
  sections: number;
  people: number;
  comments: { created: number; known: number };
  /** What the desk refused. */
  failed: Reasons;
  /** What is no story here. */
  skipped: Reasons;
  /** What was left out of stories that were taken in. */
  dropped: Reasons;
};

/** Counts by reason, and remembers where the first of each stand. */
export function tally() {
  const found = new Map<string, Reasons[number]>();
  return {
    add(from: string, reason: string, detail: string): void {
      const one = found.get(reason) ?? { reason, detail, count: 0, examples: [] };
      one.count += 1;
      if (one.examples.length < mostExamples) one.examples.push(from);
      found.set(reason, one);
    },
    all: (): Reasons => [...found.values()],
  };
}
