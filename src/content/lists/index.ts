export { deskListRoutes } from './desk.routes.js';
export { listEvents } from './events.js';
export { listRoutes } from './routes.js';
export { listsNamingPerson, listsNamingSection } from './rule-references.store.js';
export { DeskList, ListInput } from './schemas.js';
export { type ListService, listService } from './service.js';
