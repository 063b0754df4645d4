export { formats } from './formats/index.js';
export { importStories, MODES, type Mode } from './import.js';
export type { Checkpoint, ItemOutcome } from './outcome.js';
export { readStories, UnknownFormat } from './read.js';
export type { ImportReport } from './report.js';
