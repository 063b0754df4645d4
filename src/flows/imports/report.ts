import type { Omission } from './draft.js';
import type { ItemOutcome } from './outcome.js';

/** The maximum number of places that a report names for each reason. */
const maxExamples = 20;

/** The reasons why items or parts of them were not imported, with counts and some places. */
type Reasons = { reason: string; detail: string; count: number; examples: string[] }[];

/** The outcomes of all items of a file. */
export type ImportReport = {
  format: string;
  created: number;
  updated: number;
  /** Articles that already had the content of the file. */
  unchanged: number;
  /** Existing articles that the mode `skip` has left unchanged. */
  alreadyPresent: number;
  /** Sections and people that were created. */
  sections: number;
  people: number;
  comments: { created: number; known: number };
  /** Articles that were refused. */
  failed: Reasons;
  /** Items that cannot be imported or were to be left alone. */
  skipped: Reasons;
  /** What was left out of imported articles. */
  dropped: Reasons;
  /** Why the file could not be read to its end; null if it could. */
  fault: FileFault | null;
};

export type FileFault = {
  /** The place in the file. */
  from: string;
  /** A stable code in kebab-case. */
  reason: string;
  detail: string;
  /** Whether items before the place were read. */
  isPartial: boolean;
};

/** Creates a tally that counts by reason and remembers the first places of each reason. */
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

/** Creates a report, which adds up the outcomes of the items of a file. */
export function createReport(format: string) {
  const [failureTally, skipTally, omissionTally] = [createTally(), createTally(), createTally()];
  const counts = { created: 0, updated: 0, unchanged: 0, alreadyPresent: 0 };

  /** Adds an outcome. `title` is the text for the reason, if the detail is about this item only. */
  function add({ from, outcome, reason, detail, dropped: omissions }: ItemOutcome, title?: string): void {
    if (outcome === 'failed') failureTally.add(`${from}: ${detail}`, reason ?? '', title ?? detail ?? '');
    else if (outcome !== 'skipped') counts[outcome] += 1;
    else if (reason === 'already-here') counts.alreadyPresent += 1;
    else skipTally.add(from, reason ?? '', detail ?? '');
    addOmissions(from, omissions);
  }

  /** Adds what was left out of an item. */
  function addOmissions(from: string, omissions: readonly Omission[]): void {
    for (const { what, reason, detail = reason } of omissions) omissionTally.add(`${from}: ${what}`, reason, detail);
  }

  const all = (extraCounts: Pick<ImportReport, 'sections' | 'people' | 'comments' | 'fault'>): ImportReport => ({
    format,
    ...counts,
    ...extraCounts,
    failed: failureTally.all(),
    skipped: skipTally.all(),
    dropped: omissionTally.all(),
  });

  return { add, addOmissions, all };
}
