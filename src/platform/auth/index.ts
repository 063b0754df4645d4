export { type Actor, anonymous, holds, system } from './actor.js';
export { ROLES, type Role, SCOPES, type Scope } from './scopes.js';
