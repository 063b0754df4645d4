export {
  chooseSlug,
  claimSlug,
  isId,
  slugsToTry,
  slugTaken,
  slugTakenProblem,
} from './store.js';
