export { roleEvents } from './events.js';
export { roleRoutes } from './routes.js';
export { builtInRights, type RoleRights, toRights } from './rules.js';
export { roleName, tokenScope } from './schemas.js';
export { requireRoleRights, roleService } from './service.js';
