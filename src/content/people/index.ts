export { personRoutes } from './routes.js';
export type { PersonInput } from './schemas.js';
export { type PersonService, personService } from './service.js';
