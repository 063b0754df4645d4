export { personEvents } from './events.js';
export type { PersonLinks } from './merging.js';
export type { PrintedName } from './naming.js';
export { personRoutes } from './routes.js';
export { spellingsOf } from './rules.js';
export { PersonInput, PersonPatch, WholePerson } from './schemas.js';
export { mustBeFound, type PersonService, personService } from './service.js';
export { dayOf, type NamedPerson, peopleByRef, personIdByRef, roleOn } from './store.js';
