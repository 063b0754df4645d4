export { longestRunBytes, separators } from './fitting/limits.js';
export { clean } from './fitting/text.js';
export { formats } from './formats/index.js';
export { importStories } from './import.js';
export { type Checkpoint, type ItemOutcome, MODES, type Mode } from './outcome.js';
export { formatOf, limitsOf, readStories, UnknownFormat } from './read.js';
export type { ImportReport } from './report.js';
