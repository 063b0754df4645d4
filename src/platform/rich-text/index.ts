export { convert, sanitizeBody } from './convert.js';
