export { checkPreconditions, type Preconditions, preconditions, stateOf } from './conditional.js';
export { documentation } from './documentation.js';
export { invalidBody, refusalOf } from './error-handler.js';
export { httpFace } from './face.js';
export { commaList, dateTime, day, id, idList, instant, partialDate, reference, text, webUrl } from './fields.js';
export {
  type FinishedItem,
  type FinishedPage,
  finishPage,
  sendFound,
  sendItem,
  sendPage,
  sendPublic,
} from './finished.js';
export { healthRoutes } from './health.js';
export {
  chooseOrder,
  cursorSql,
  type Keyset,
  keyset,
  linksTo,
  type Order,
  type Page,
  type PageQuery,
  pageOf,
  pageParameters,
  positionOf,
} from './lists.js';
export { namesIn } from './names.js';
export { chosenType } from './negotiation.js';
export type { Description } from './openapi.js';
export { applyPatch, patchOf } from './patch.js';
export { mustHold, type Refusal } from './permission.js';
export { defineProblem, Problem, problems } from './problems.js';
export type { CachePolicy } from './public-answers.js';
export { StreamedBody, streamedBodies, tooLarge } from './streamed-body.js';
export { invalid } from './validation.js';
