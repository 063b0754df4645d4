export { claimSlug, isId, slugTaken, taken, wantedSlug } from './store.js';
