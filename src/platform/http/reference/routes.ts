import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CachedResponse, concatBytes, encodingFor, etagMatches } from '../../cache/index.js';
import { problems } from '../../problems/index.js';
import { readAssetFiles } from './assets.js';
import type { ApiDocument } from './document.js';
import { readGuides } from './guides.js';
import { createReference, type File } from './reference.js';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const cacheControl = {
  page: 'public, max-age=300',
  asset: 'public, max-age=31536000, immutable',
};

const pageOptions = { config: { permission: 'public' }, schema: { hide: true } } as const;

function toCachedResponse({ type, content }: File, kind: keyof typeof cacheControl): CachedResponse {
  const body = concatBytes(content);
  const headers = ['content-type', type, 'cache-control', cacheControl[kind], 'vary', 'Accept-Encoding'];
  if (type.startsWith('text/html')) headers.push('content-security-policy', contentSecurityPolicy);
  const etag = `"${hash('sha256', body, 'base64url').slice(0, 16)}"`;
  return new CachedResponse({ status: 200, headers, body, etag, tags: [], expiresAt: Infinity });
}

function setHeaders(reply: FastifyReply, headers: readonly string[]): void {
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1]);
}

async function send(request: FastifyRequest, reply: FastifyReply, response: CachedResponse): Promise<FastifyReply> {
  const encoding = encodingFor(request.headers['accept-encoding']);
  const etag = response.etagForEncoding(encoding);
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined && etag !== undefined && etagMatches(ifNoneMatch, etag)) {
    setHeaders(reply, response.notModifiedHeaders(encoding));
    return reply.code(304).send();
  }
  const variant = await response.getVariant(encoding, request.id);
  setHeaders(reply, variant.headers);
  return reply.send(variant.body);
}

type ReferenceOptions = {
  /** The folder with package.json. Its folder `docs` contains the guides. */
  root: URL;
};

/** Serves the OpenAPI document as JSON and YAML, and the reference at /docs. Each page is rendered once, when it is first requested. */
export function registerReference(app: FastifyInstance, { root }: ReferenceOptions): void {
  const responses = new Map<string, CachedResponse>();
  let reference: ReturnType<typeof createReference> | undefined;
  const getReference = () => {
    reference ??= createReference(
      JSON.parse(JSON.stringify(app.swagger())) as ApiDocument,
      readGuides(new URL('docs/', root)),
      readAssetFiles(),
    );
    return reference;
  };

  async function sendFile(
    request: FastifyRequest,
    reply: FastifyReply,
    { path, kind, createFile }: { path: string; kind: keyof typeof cacheControl; createFile: () => File | undefined },
  ): Promise<FastifyReply> {
    let response = responses.get(path);
    if (response === undefined) {
      const file = createFile();
      if (file === undefined) throw problems.notFound('The reference has no such page.');
      response = toCachedResponse(file, kind);
      responses.set(path, response);
    }
    return send(request, reply, response);
  }

  app.get('/openapi.json', pageOptions, (request, reply) =>
    sendFile(request, reply, {
      path: '/openapi.json',
      kind: 'page',
      createFile: () => ({ type: 'application/json', content: JSON.stringify(app.swagger()) }),
    }),
  );
  app.get('/openapi.yaml', pageOptions, (request, reply) =>
    sendFile(request, reply, {
      path: '/openapi.yaml',
      kind: 'page',
      createFile: () => ({ type: 'application/yaml', content: app.swagger({ yaml: true }) }),
    }),
  );
  app.get('/docs', pageOptions, (request, reply) =>
    sendFile(request, reply, { path: '/docs', kind: 'page', createFile: () => getReference().renderPageAt('') }),
  );
  app.get<{ Params: { '*': string } }>('/docs/*', pageOptions, (request, reply) => {
    const path = request.params['*'];
    const page = path.replace(/\/$/, '');
    if ((path === '' || page !== path) && getReference().urls.includes(`/docs${page && `/${page}`}`))
      return reply.redirect(`/docs${page && `/${page}`}`, 301);
    const isAsset = path.startsWith('assets/');
    return sendFile(request, reply, {
      path: `/docs/${path}`,
      kind: isAsset ? 'asset' : 'page',
      createFile: () => (isAsset ? getReference().findAsset(`/docs/${path}`) : getReference().renderPageAt(path)),
    });
  });
}
