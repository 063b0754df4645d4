export {
  chooseSlug as wantedSlug,
  claimSlug,
  isId,
  slugsToTry,
  slugTaken,
  slugTakenProblem as taken,
} from './store.js';
