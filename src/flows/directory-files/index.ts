export {
  derivedFieldsOf,
  type Entry,
  entryLabel,
  type Fields,
  hasNextPage,
  isFields,
  isPage,
  jsonEntries,
  looksLikeNdjson,
  ndjsonEntries,
  quoteForMessage,
  type Refusal,
  readJson,
  validate,
  withoutDerived,
} from './entries.js';
export type { EntryReport } from './outcome.js';
export { entriesOf } from './pages.js';
export { directoryFiles, type ExportableKind, type ImportableKind, UnknownEntriesError } from './service.js';
