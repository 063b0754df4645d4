export {
  ALL_RESPONSES,
  defineEvent,
  type EventDefinition,
  publicAppearance,
  publicChange,
  publicRemoval,
} from './definition.js';
export { createOutbox, type Events, eventInsertParts } from './outbox.js';
