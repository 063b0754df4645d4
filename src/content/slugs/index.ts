export { claimSlug, isId, slugTaken } from './store.js';
