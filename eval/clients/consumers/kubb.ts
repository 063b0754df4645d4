import { expectLiteral, expectString, expectStringOrNull } from './checks';
import { type GetArticle404, getArticle, getDeskArticle, listArticles } from './client';

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
declare const problem: GetArticle404;
expectLiteral<'not-found'>()(problem.code);
