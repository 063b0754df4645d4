export { dayOf, roleOn } from './columns.store.js';
export { personEvents } from './events.js';
export type { PersonLinks } from './merging.js';
export type { PrintedName } from './naming.js';
export { personRoutes } from './routes.js';
export { spellingsOf } from './rules.js';
export { PersonInput, PersonPatch, WholePerson } from './schemas.js';
export { mustBeFound, type PersonService, personService } from './service.js';
export { type NamedPerson, peopleByRef, personIdByRef } from './store.js';
