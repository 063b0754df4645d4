export { createValidationProblem, type Part } from './invalid.js';
export { describeIssue } from './issue-messages.js';
export {
  allProblems,
  defineProblem,
  Problem,
  type ProblemDefinition,
  problems,
} from './problems.js';
export { invalidBody, refusalOf, tooLarge } from './refusal.js';
