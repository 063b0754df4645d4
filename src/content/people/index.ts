export { dayOf, roleOn } from './columns.store.js';
export { deskPersonRoutes } from './desk.routes.js';
export { personEvents } from './events.js';
export { limitablePersonFields } from './fields.js';
export type { PrintedName } from './matcher.js';
export { personMergeRoutes } from './merge.routes.js';
export type { PersonLinks } from './merger.js';
export { requirePeople, unknownPeople } from './references.js';
export {
  findPerson,
  findPublicPerson,
  holdPerson,
  type NamedPerson,
  peopleByRef,
  personIdByRef,
  publicPersonIdByRef,
  remainingPeople,
} from './references.store.js';
export { revealPeople } from './reveal.js';
export { personRoutes } from './routes.js';
export { spellingsOf } from './rules.js';
export { DeskWholePerson, PersonInput, PersonPatch, WholePerson } from './schemas.js';
export { type PersonService, personService } from './service.js';
