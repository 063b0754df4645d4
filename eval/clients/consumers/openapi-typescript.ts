import createClient from 'openapi-fetch';
import { expectLiteral, expectString, expectStringOrNull } from './checks.js';
import type { paths } from './client/schema.js';

const client = createClient<paths>({ baseUrl: 'http://127.0.0.1:3000' });
const params = { path: { ref: 'ferry-strike-ends' } };

// check: body
const article = await client.GET('/v1/articles/{ref}', { params });
if (article.data !== undefined) expectString(article.data.body);

// check: status
const deskArticle = await client.GET('/v1/desk/articles/{ref}', { params });
if (deskArticle.data !== undefined) expectLiteral<'published'>()(deskArticle.data.status);

// check: include
const list = await client.GET('/v1/articles', { params: { query: { include: ['people'] } } });

// check: wrong include
// @ts-expect-error
await client.GET('/v1/articles', { params: { query: { include: ['peple'] } } });

// check: list
if (list.data !== undefined) {
  expectString(list.data.data[0].headline);
  expectStringOrNull(list.data.page.next);
}

// check: code
if (article.error !== undefined) expectLiteral<'not-found'>()(article.error.code);
