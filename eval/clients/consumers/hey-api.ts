import { expectLiteral, expectString, expectStringOrNull } from './checks';
import { getArticle, getDeskArticle, listArticles } from './client';

const path = { ref: 'ferry-strike-ends' };

// check: body
const article = await getArticle({ path });
if (article.data !== undefined) expectString(article.data.body);

// check: status
const deskArticle = await getDeskArticle({ path });
if (deskArticle.data !== undefined) expectLiteral<'published'>()(deskArticle.data.status);

// check: include
const list = await listArticles({ query: { include: ['people'] } });

// check: wrong include
// @ts-expect-error
await listArticles({ query: { include: ['peple'] } });

// check: list
if (list.data !== undefined) {
  expectString(list.data.data[0].headline);
  expectStringOrNull(list.data.page.next);
}

// check: code
if (article.error !== undefined) expectLiteral<'not-found'>()(article.error.code);
