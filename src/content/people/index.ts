export { personEvents } from './events.js';
export { personRoutes } from './routes.js';
export { PersonInput } from './schemas.js';
export { mustBeFound, type PersonService, personService } from './service.js';
export { type NamedPerson, peopleByRef } from './store.js';
