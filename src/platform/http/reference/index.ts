export { registerReference } from './routes.js';
