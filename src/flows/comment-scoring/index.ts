export { akismet } from './akismet.js';
