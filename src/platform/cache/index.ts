export { CachedResponse, concatBytes, etagForEncoding, isWorthCompressing } from './cached-response.js';
export { entityNamesIn } from './entity-names.js';
export { type PlannedInvalidations, shortenCacheControl } from './invalidation-plan.js';
export { createLookupCache } from './lookup-cache.js';
export { createMemoryCache, type MemoryCache } from './memory-cache.js';
export { encodingFor, etagMatches } from './request-parts.js';
export { createResponseCache, type ResponseCache } from './response-cache.js';
export { MANY, surrogateKeyOf } from './surrogate-key.js';
