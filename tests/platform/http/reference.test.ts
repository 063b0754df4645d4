import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import t from 'tap';
import { readAssetFiles } from '../../../src/platform/http/reference/assets.js';
import type { ApiDocument } from '../../../src/platform/http/reference/document.js';
import { readGuides } from '../../../src/platform/http/reference/guides.js';
import { createReference } from '../../../src/platform/http/reference/reference.js';
import { openNewsroom } from '../../support/newsroom.js';

// One database is enough: the pages do not depend on it.

const { app, request, readDocument } = await openNewsroom(t, { environment: { RATE_LIMIT: 'on' } });
const root = new URL('../../../', import.meta.url);
const document = readDocument() as ApiDocument;
const guides = readGuides(new URL('docs/', root));
const reference = createReference(document, guides, readAssetFiles());
const pages = new Map(reference.urls.map((url) => [url, pageAt(url)]));

function pageAt(url: string): string {
  return reference.renderPageAt(decodeURI(url.slice('/docs/'.length)))?.content ?? '';
}

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(node: DefaultTreeAdapterTypes.ParentNode): Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...elementsOf(child)] : []));
}

const idsOf = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
const linksOf = (html: string) => [...html.matchAll(/<(?:a|link) [^>]*?href="([^"]+)"/g)].map(([, href]) => href ?? '');
const raw = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

t.test('shows every operation of the document on the page of its tag', async (t) => {
  const all = [...pages.values()].join('\n');
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  );
  t.ok(operations.length > 100);
  for (const { path, operationId, tags, summary } of operations) {
    const page = pages.get(`/docs/${tags?.[0]?.toLowerCase()}`) ?? '';
    t.ok(page.includes(`<section class="operation" id="${operationId}"`), `${operationId} has a section`);
    t.ok(page.includes(`<code>${path}</code>`), `${operationId} shows its path`);
    t.ok(all.includes(`#${operationId}">`), `${summary} is linked`);
  }
});

t.test('shows every message to webhooks and every schema', async (t) => {
  const events = pages.get('/docs/webhook-events') ?? '';
  for (const [name, item] of Object.entries(document.webhooks ?? {})) {
    const [, section = ''] = events.split(`<section class="operation" id="${item.post?.operationId}"`);
    const text = section.split('</section>', 1)[0] ?? '';
    t.ok(text.includes(`<strong>${item.post?.summary}.</strong>`), `${name}: summary`);
    t.match(text, `aria-label="Example of ${name}"`, `${name}: example`);
    t.ok(text.includes(name), name);
  }
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    t.match(pages.get(`/docs/schemas/${name}`), `<h1><code>${name}</code></h1>`, name);
  }
});

t.test('shows the values of a named enum where it is used', async (t) => {
  const [, create = ''] = (pages.get('/docs/articles') ?? '').split('id="createArticle"');
  t.match(create.split('</section>', 1)[0], 'Values: <code>article</code> <code>analysis</code>');
});

t.test('links to pages and anchors that exist', async (t) => {
  const missing = new Set<string>();
  const ids = new Map([...pages].map(([url, html]) => [url, idsOf(html)]));
  for (const [url, html] of pages) {
    for (const href of linksOf(html)) {
      if (/^(?:https?:|data:|\/docs\/assets\/|\/openapi\.|\/problems|\/v1\/)/.test(href)) continue;
      const [path, id = ''] = href.split('#', 2);
      const target = ids.get(path === '' ? url : (path ?? ''));
      if (target === undefined || (id !== '' && !target.has(decodeURIComponent(id)))) missing.add(`${url}: ${href}`);
    }
  }
  t.same([...missing], []);
});

t.test('renders every guide, with ids at its headings', async (t) => {
  t.ok(guides.length > 10);
  for (const guide of guides) {
    const page = pages.get(guide.url) ?? '';
    t.match(page, /<article class="text"><h1 id="[^"]+">/, guide.name);
    t.notMatch(page, /href="[^"]+\.md(?:#[^"]*)?"/, `${guide.name} links to pages, not to files`);
  }
  const links = (document.tags ?? []).flatMap(({ name, description = '' }) =>
    [...description.matchAll(/\]\((\/docs[^)]*)\)/g)].map(([, url = '']) => ({ name, url })),
  );
  t.ok(links.length > 5);
  for (const { name, url } of links) t.ok(pages.has(url), `${name} links to ${url}`);
});

t.test('shows no text of the document or of a guide as markup', async (t) => {
  const planted = '<img src=x onerror=alert(1)>"\'</script>';
  const schema = {
    type: 'object',
    description: planted,
    properties: {
      [planted]: { type: 'string', description: planted, enum: [planted], default: planted, pattern: planted },
    },
    required: [planted],
    examples: [{ [planted]: planted }],
  };
  const text = `${planted} [link](javascript:alert(1)) ![picture](https://elsewhere.test/x.png) \`${planted}\``;
  const hostile = {
    info: { title: planted, version: planted, summary: planted, description: text },
    servers: [{ url: planted }],
    tags: [{ name: planted, description: text }],
    components: { schemas: { Planted: schema }, securitySchemes: { [planted]: { description: text } } },
    paths: {
      [`/v1/{${planted}}`]: {
        post: {
          operationId: planted,
          tags: [planted],
          summary: planted,
          description: text,
          security: [{ bearer: [] }],
          'x-required-scope': planted,
          parameters: ['path', 'query', 'header'].map((place) => ({
            name: planted,
            in: place,
            required: true,
            description: text,
            example: planted,
            schema: { type: planted, format: planted },
          })),
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Planted' } } } },
          responses: {
            200: { description: text, content: { [`${planted}+json`]: { schema, example: { [planted]: planted } } } },
            400: {
              description: text,
              headers: { [planted]: { description: text, schema: { type: planted } } },
              content: { 'application/problem+json': { examples: { [planted]: { value: planted } } } },
            },
          },
        },
      },
    },
    webhooks: { [planted]: { post: { operationId: planted, description: text, responses: {} } } },
  } as unknown as ApiDocument;
  const guide = { name: 'planted', title: planted, url: '/docs/guides/planted', path: 'guides/planted.md' };
  const hostileReference = createReference(
    hostile,
    [{ ...guide, markdown: `# ${text}\n\n${text}\n\n<b>x</b>\n\n\`\`\`js\n${planted}\n\`\`\`\n` }],
    readAssetFiles(),
  );
  t.ok(hostileReference.urls.length >= 6);
  for (const url of hostileReference.urls) {
    const page = hostileReference.renderPageAt(decodeURI(url.slice('/docs/'.length)))?.content ?? '';
    t.ok(page.includes('&lt;img src=x'), `${url} shows the text`);
    for (const { tagName, attrs } of elementsOf(parse(page))) {
      t.notOk(['img', 'b'].includes(tagName), `${url} has no element of it: ${tagName}`);
      const scripts = attrs.filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value));
      t.same(scripts, [], `${url} has no attribute of it`);
      const source = attrs.find(({ name }) => name === 'src')?.value;
      if (tagName === 'script') t.match(source, /^\/docs\/assets\//, `${url} has no script of it`);
    }
  }
});

t.test('follows schemas that contain themselves to an end', async (t) => {
  const node = {
    type: 'object',
    properties: {
      parent: { $ref: '#/components/schemas/Node' },
      children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
    },
    required: ['parent', 'children'],
  };
  const recursive = {
    info: { title: 'Tree', version: '1' },
    paths: {},
    components: { schemas: { Node: node } },
  } as ApiDocument;
  const page = createReference(recursive, [], readAssetFiles()).renderPageAt('schemas/Node')?.content ?? '';
  t.match(page, 'href="/docs/schemas/Node"');
  t.ok(page.length < 20_000);
});

t.test('answers 304 when the page has not changed, in each encoding', async (t) => {
  for (const url of ['/docs', '/docs/articles', '/docs/guides/webhooks', '/openapi.json', '/openapi.yaml']) {
    const plain = await raw(url);
    t.match(
      plain,
      { statusCode: 200, headers: { 'cache-control': 'public, max-age=300', vary: /Accept-Encoding/ } },
      url,
    );
    const tags = new Set<string>();
    for (const [encoding, decode] of [
      ['identity', (bytes: Buffer) => bytes],
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const headers = { 'accept-encoding': encoding };
      const response = await raw(url, headers);
      t.equal(response.headers['content-encoding'] ?? 'identity', encoding, `${url} in ${encoding}`);
      t.equal(decode(response.rawPayload).toString(), plain.body, `${url} in ${encoding} has the same text`);
      const etag = String(response.headers.etag);
      t.match(etag, /^"[\w.-]+"$/, `${url} has a strong ETag`);
      tags.add(etag);
      const again = await raw(url, { ...headers, 'if-none-match': etag });
      t.match(again, { statusCode: 304, body: '', headers: { etag, 'cache-control': 'public, max-age=300' } }, url);
    }
    t.equal(tags.size, 3, `${url} has an ETag for each encoding`);
  }
});

t.test('keeps files for ever, under names that change with their contents', async (t) => {
  const page = await request('GET', '/docs');
  const files = [
    ...new Set(
      linksOf(page.text).concat([...page.text.matchAll(/(?:src|data-index)="([^"]+)"/g)].map(([, url]) => url ?? '')),
    ),
  ].filter((url) => url.startsWith('/docs/assets/'));
  t.ok(files.length >= 4);
  let bytes = 0;
  for (const file of files) {
    const response = await raw(file);
    t.match(response, { statusCode: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable' } }, file);
    if (!file.endsWith('.json')) bytes += response.rawPayload.length;
  }
  t.ok(bytes < 40_000, `script and style have ${bytes} bytes`);
  t.match(await request('GET', '/docs/assets/none/reference.css'), { status: 404 });
  t.match(await request('GET', '/docs/assets/../reference.css'), { status: 404 });
});

t.test('allows nothing but its own files, and no encryption that the server lacks', async (t) => {
  const { headers, text } = await request('GET', '/docs/articles');
  t.match(
    headers['content-security-policy'],
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
  );
  t.notMatch(headers['content-security-policy'], 'upgrade-insecure-requests');
  t.notMatch(text, /<script(?![^>]*src=)|<style|\sstyle="|\son\w+="/, 'nothing is inline');
});

t.test('has one address for each page', async (t) => {
  for (const url of ['/docs', '/docs/guides', '/docs/articles'])
    t.match(await raw(`${url}/`), { statusCode: 301, headers: { location: url } });
  for (const url of [
    '/docs/articles//',
    '/docs//articles',
    '/docs/nothing',
    '/docs/schemas/Nothing',
    '/docs/guides/nothing',
  ])
    t.match(await request('GET', url), { status: 404, headers: { 'content-type': /problem\+json/ } }, url);
});

t.test('is read without a limit of rates', async (t) => {
  for (const url of ['/docs', '/docs/articles', '/openapi.json'])
    t.equal((await request('GET', url)).headers['ratelimit-limit'], undefined, url);
  t.ok((await request('GET', '/v1/articles')).headers['ratelimit-limit']);
});
