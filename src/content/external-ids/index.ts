export { ExternalRef, unchangedField } from './schemas.js';
export { type ExternalId, externalIds } from './store.js';
