export { FORMATS, type FormatName } from './formats/index.js';
export { exportRoutes } from './routes.js';
export { storyExports } from './service.js';
