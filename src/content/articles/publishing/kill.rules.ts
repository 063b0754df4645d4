import { defineProblem } from '../../../platform/problems/index.js';

export const articleGone = defineProblem(
  'gone',
  410,
  'The article was withdrawn',
  'The newsroom has killed a story that was published here: `reason` says why. Take down what you keep of it. It comes back under the same address if the newsroom takes that back.',
);
