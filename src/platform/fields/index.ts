export {
  type Column,
  type ColumnName,
  type ContentName,
  catalogueOf,
  columnOf,
  type NameAt,
  type StoredName,
  type StoredValues,
  type TextName,
} from './catalogue.js';
export { commaList, dateTime, day, id, idList, instant, partialDate, reference, text, webUrl } from './formats.js';
export { derivedField, linkedField, optionalText, storedField } from './kinds.js';
export { applyPatch, patchOf } from './patch.js';
