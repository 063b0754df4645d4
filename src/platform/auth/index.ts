export {
  type Actor,
  anonymousActor,
  authorIdOf,
  commandLineActor,
  hasScope,
  isBroadsheet,
  type Origin,
  operatorActor,
  systemActor,
  systemActorFor,
} from './actor.js';
export {
  barredFields,
  createFieldProblem,
  fieldNotAllowed,
  isHidden,
  pickFields,
  requireAllowedFields,
  requireFieldAccess,
  requireNoFieldLimit,
  requireReadableFields,
  withBarredFields,
} from './field-limit.js';
export { createNotOwnProblem, createOwnArticlesProblem, ownArticlesOnly } from './own-limit.js';
export { bearerChallenge, type Refusal, requireNoSectionLimit, requireScope } from './permission.js';
export {
  haveSameRights,
  intersectRights,
  intersectScopes,
  type Rights,
  toFieldLimit,
  uniteFieldLimits,
} from './rights.js';
export { OWN_ONLY_ROLES, ROLES, type Role, SCOPES, type Scope } from './scopes.js';
export { createSectionLimitProblem, type LimitSection, outsideSections, type SectionLimit } from './section-limit.js';
