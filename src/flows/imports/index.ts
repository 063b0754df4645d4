export { formats } from './formats/index.js';
export { importArticles } from './import.js';
export { decodeFor, type InputFault, isPacked, peek } from './input.js';
export { decodeText, EncodingError } from './normalisation/encoding.js';
export { maxRunBytes, separators } from './normalisation/limits.js';
export { clean } from './normalisation/text.js';
export { type Checkpoint, type ItemOutcome, MODES, type Mode } from './outcome.js';
export { charsetOf, formatNames, formatOf, limitsOf, readArticles, UnknownFormatError } from './read.js';
export type { ImportReport } from './report.js';
