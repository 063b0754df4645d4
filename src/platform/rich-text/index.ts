export { convert, convertOnce, sanitizeBody } from './convert.js';
