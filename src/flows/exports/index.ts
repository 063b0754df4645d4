export { FORMATS, type FormatName } from './formats/index.js';
export { exportRoutes } from './routes.js';
export { articleExports } from './service.js';
