export { personEvents } from './events.js';
export { personRoutes } from './routes.js';
export { Person, type PersonInput } from './schemas.js';
export { type NamedPerson, type PersonService, personService } from './service.js';
