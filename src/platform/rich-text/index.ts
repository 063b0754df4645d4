export { conversionLimit, convert, convertOnce, sanitizeBody } from './convert.js';
