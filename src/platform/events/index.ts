export {
  appears,
  changes,
  defineEvent,
  EVERYTHING,
  type EventDefinition,
  leaves,
  type NewsroomEvent,
} from './definition.js';
export { type Events, eventInsertion, outbox } from './outbox.js';
export { type Flow, type Relay, startRelay } from './relay.js';
export { hearOfChanges } from './stale.js';
