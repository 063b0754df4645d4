export { ExternalId, ExternalRef, externalIdInput, unchangedField } from './schemas.js';
export { externalIds } from './store.js';
