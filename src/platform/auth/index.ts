export { type Actor, anonymous, commandLine, holds, type Origin, system, systemBy } from './actor.js';
export { challenge, mustHold, type Refusal } from './permission.js';
export { ROLES, type Role, SCOPES, type Scope } from './scopes.js';
