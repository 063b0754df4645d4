export { formats } from './formats/index.js';
export {
  type ItemOutcome,
  importStories,
  MODES,
  type Mode,
} from './import.js';
export { formatOf, readStories, UnknownFormat } from './read.js';
export type { ImportReport } from './report.js';
