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
export { derivedField, linkedField, optionalText, storedField } from './kinds.js';
