export { checkIfMatch, ifMatch } from './conditional.js';
export { documentation } from './documentation.js';
export { httpFace } from './face.js';
export { commaList, dateTime, day, id, idList, instant, partialDate, reference, text, webUrl } from './fields.js';
export { healthRoutes } from './health.js';
export {
  chooseOrder,
  keyset,
  linkPages,
  type Order,
  type Page,
  type PageQuery,
  pageOf,
  pageParameters,
} from './lists.js';
export type { Description } from './openapi.js';
export { applyPatch, patchOf } from './patch.js';
export { mustHold } from './permission.js';
export { defineProblem, Problem, problems } from './problems.js';
export { sendFound } from './redirect.js';
export { sparse } from './serialization.js';
