export {
  type Actor,
  anonymousActor,
  commandLineActor,
  hasScope,
  type Origin,
  systemActor,
  systemActorFor,
} from './actor.js';
export { bearerChallenge, type Refusal, requireNoSectionLimit, requireScope } from './permission.js';
export { ROLES, type Role, SCOPES, type Scope } from './scopes.js';
export { createSectionLimitProblem, type LimitSection, outsideSections, type SectionLimit } from './section-limit.js';
