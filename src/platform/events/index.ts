export {
  appears,
  changes,
  defineEvent,
  EVERYTHING,
  type EventDefinition,
  leaves,
} from './definition.js';
export { type Events, eventInsertion, outbox } from './outbox.js';
