import type { ItemOutcome } from './outcome.js';

/** Places that a report names of each reason. */
const maxExamples = 20;

/** Why something was not taken in, or not all of it, and where some of it stands. */
type Reasons = { reason: string; detail: string; count: number; examples: string[] }[];

/** What became of a file. */
export type ImportReport = {
  format: string;
  created: number;
  updated: number;
  /** Those that were here as they are. */
  unchanged: number;
  /** Those that were here and left alone, as the mode `skip` has it. */
  alreadyPresent: number;
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
function createTally() {
  const entriesByReason = new Map<string, Reasons[number]>();
  return {
    add(from: string, reason: string, detail: string): void {
      const entry = entriesByReason.get(reason) ?? { reason, detail, count: 0, examples: [] };
      entry.count += 1;
      if (entry.examples.length < maxExamples) entry.examples.push(from);
      entriesByReason.set(reason, entry);
    },
    all: (): Reasons => [...entriesByReason.values()],
  };
}

/** Adds up what became of the items of a file. */
export function createReport(format: string) {
  const [failureTally, skipTally, omissionTally] = [createTally(), createTally(), createTally()];
  const counts = { created: 0, updated: 0, unchanged: 0, alreadyPresent: 0 };

  /** @param title of the reason, where what is said is about one item alone */
  function add({ from, outcome, reason, detail, dropped: omissions }: ItemOutcome, title?: string): void {
    if (outcome === 'failed') failureTally.add(`${from}: ${detail}`, reason ?? '', title ?? detail ?? '');
    else if (outcome !== 'skipped') counts[outcome] += 1;
    else if (reason === 'already-here') counts.alreadyPresent += 1;
    else skipTally.add(from, reason ?? '', detail ?? '');
    for (const { what, reason: why } of omissions) omissionTally.add(`${from}: ${what}`, why, why);
  }

  const all = (extraCounts: Pick<ImportReport, 'sections' | 'people' | 'comments'>): ImportReport => ({
    format,
    ...counts,
    ...extraCounts,
    failed: failureTally.all(),
    skipped: skipTally.all(),
    dropped: omissionTally.all(),
  });

  return { add, all };
}
