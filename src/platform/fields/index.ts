export {
  type Column,
  type ColumnName,
  type ContentName,
  columnOf,
  createFieldCatalogue,
  type NameAt,
  type StoredName,
  type StoredValues,
  type TextName,
} from './catalogue.js';
export {
  commaList,
  dateTime,
  day,
  emailAddress,
  id,
  idList,
  instant,
  lineText,
  nameText,
  partialDate,
  reference,
  text,
  uri,
  webUrl,
} from './formats.js';
export { derivedField, linkedField, optionalText, storedField } from './kinds.js';
export { applyPatch, patchSchemaOf } from './patch.js';
export { findMarked, hideFields, isOpaque, showsAny, showsFields } from './shown-fields.js';
