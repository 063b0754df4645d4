import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problems } from '../problems/index.js';

type OnError = (error: Error, request: FastifyRequest, reply: FastifyReply) => unknown;

/** Returns a pattern that matches the paths of a route, with its parameters. */
const patternOf = (url: string) =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`);

/** Responds to requests without a route: 405 with `Allow` if the address has other methods, otherwise 404. */
export function handleUnknownRoutes(app: FastifyInstance, onError: OnError): void {
  const methodsByUrl = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByUrl.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByUrl.set(url, methods);
  });
  const allowedMethods = (path: string) => {
    const allowedSet = new Set<string>();
    for (const [url, methods] of methodsByUrl)
      if (patternOf(url).test(path)) for (const method of methods) allowedSet.add(method);
    return [...allowedSet].sort();
  };
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const methods = allowedMethods(path);
    if (methods.length === 0)
      return onError(problems.notFound('No resource has this address. Check the path.'), request, reply);
    const list = methods.join(', ');
    const detail = `${request.method} is not supported here. Use ${list}.`;
    return onError(problems.methodNotAllowed(detail, { headers: { allow: list } }), request, reply);
  });
}
