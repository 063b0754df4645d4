export { createValidationProblem, type Part } from './invalid.js';
export {
  allProblems,
  defineProblem,
  Problem,
  type ProblemDefinition,
  problems,
} from './problems.js';
export { invalidBody, refusalOf, tooLarge } from './refusal.js';
