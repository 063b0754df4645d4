import { defineProblem, problems } from '../problems/index.js';

export const ownArticlesOnly = defineProblem(
  'own-articles-only',
  403,
  'You may only work on your own articles',
  'The user or token may only read and change its own articles: those that it created, and those that are assigned to it. This operation concerns other content. Ask an administrator for another role.',
);

/** Creates the problem for an operation that is not about one article. */
export const createOwnArticlesProblem = () =>
  ownArticlesOnly('You may only read and change articles that you created or that are assigned to you.');

/** Creates the problem for an article of somebody else. It does not tell whether the article exists. */
export const createNotOwnProblem = () =>
  problems.notFound('There is no such article among those that you created or that are assigned to you.');
