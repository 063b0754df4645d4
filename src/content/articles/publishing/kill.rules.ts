import { defineProblem } from '../../../platform/problems/index.js';

export const articleGone = defineProblem(
  'gone',
  410,
  'The article was withdrawn',
  'The newsroom withdrew the article at this address. `reason` says why. Delete your copies. The address works again if the newsroom publishes the article again.',
);
