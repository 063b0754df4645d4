export { ExternalRef, unchangedField as unchanged } from './schemas.js';
export { type ExternalId, externalIds } from './store.js';
