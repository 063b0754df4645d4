import type { ItemOutcome } from './outcome.js';

/** Places that a report names of each reason. */
const mostExamples = 20;

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
function tally() {
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

/** Adds up what became of the items of a file. */
export function reporting(format: string) {
  const [failed, skipped, dropped] = [tally(), tally(), tally()];
  const counts = { created: 0, updated: 0, unchanged: 0, known: 0 };

  /** @param title of the reason, where what is said is about one item alone */
  function add({ from, outcome, reason, detail, dropped: left }: ItemOutcome, title?: string): void {
    if (outcome === 'failed') failed.add(`${from}: ${detail}`, reason ?? '', title ?? detail ?? '');
    else if (outcome !== 'skipped') counts[outcome] += 1;
    else if (reason === 'already-here') counts.known += 1;
    else skipped.add(from, reason ?? '', detail ?? '');
    for (const { what, reason: why } of left) dropped.add(`${from}: ${what}`, why, why);
  }

  const all = (made: Pick<ImportReport, 'sections' | 'people' | 'comments'>): ImportReport => ({
    format,
    ...counts,
    ...made,
    failed: failed.all(),
    skipped: skipped.all(),
    dropped: dropped.all(),
  });

  return { add, all };
}
