import { expectLiteral, expectString, expectStringOrNull } from './checks.js';
import { getArticle, getDeskArticle, listArticles, type Problem } from './client/index.js';

// check: body
const article = await getArticle('ferry-strike-ends');
expectString(article.body);

// check: status
const deskArticle = await getDeskArticle('ferry-strike-ends');
expectLiteral<'published'>()(deskArticle.status);

// check: include
const list = await listArticles({ include: ['people'] });

// check: wrong include
// @ts-expect-error
await listArticles({ include: ['peple'] });

// check: list
expectString(list.data[0].headline);
expectStringOrNull(list.page.next);

// check: code
declare const problem: Problem;
expectLiteral<'not-found'>()(problem.code);
