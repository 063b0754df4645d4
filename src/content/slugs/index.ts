export { claimSlug, isId, slugsToTry, slugTaken, taken, wantedSlug } from './store.js';
