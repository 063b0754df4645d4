export { personEvents } from './events.js';
export type { PersonLinks } from './merging.js';
export { personRoutes } from './routes.js';
export { PersonInput, PersonPatch, WholePerson } from './schemas.js';
export { mustBeFound, type PersonService, personService } from './service.js';
export { dayOf, type NamedPerson, peopleByRef, personIdByRef, roleOn } from './store.js';
