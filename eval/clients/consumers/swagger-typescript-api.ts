import { expectLiteral, expectString, expectStringOrNull } from './checks.js';
import { Api } from './client/index.js';

const client = new Api({ baseUrl: 'http://127.0.0.1:3000' });

// check: body
const article = await client.v1.getArticle('ferry-strike-ends');
expectString(article.data.body);

// check: status
const deskArticle = await client.v1.getDeskArticle('ferry-strike-ends');
expectLiteral<'published'>()(deskArticle.data.status);

// check: include
const list = await client.v1.listArticles({ include: ['people'] });

// check: wrong include
// @ts-expect-error
await client.v1.listArticles({ include: ['peple'] });

// check: list
expectString(list.data.data[0].headline);
expectStringOrNull(list.data.page.next);

// check: code
expectLiteral<'not-found'>()(article.error.code);
