import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';

const EntryPoint = z
  .object({
    name: z.string().meta({ description: 'The name of the software.' }),
    version: z.string().meta({ description: 'The version of the server.' }),
    links: z.record(z.string(), z.string()).meta({ description: 'Maps the name of each resource to its address.' }),
  })
  .meta({
    id: 'EntryPoint',
    description: 'Links to the resources of the server.',
    examples: [{ name: 'Broadsheet', version: '0.2.0', links: { articles: '/v1/articles', documentation: '/docs' } }],
  });

type Options = { base: string; name: string; version: string };

/** Registers `/` and `/v1`, which link to all other resources for clients that know only the host. */
export const entryPointRoutes: FastifyPluginAsyncZod<Options> = async (app, { base, name, version }) => {
  const links = (paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([key, path]) => [key, `${base}${path}`]));
  const documents = { documentation: '/docs', openapi: '/openapi.json', health: '/health/ready' };
  const collections = {
    articles: '/v1/articles',
    sections: '/v1/sections',
    people: '/v1/people',
    lists: '/v1/lists',
    corrections: '/v1/corrections',
    changes: '/v1/changes',
    desk: '/v1/desk/articles',
  };

  app.get(
    '/',
    {
      config: { permission: 'public', cache: { kind: 'directory', of: 'server' } },
      schema: {
        operationId: 'getServer',
        tags: ['Health'],
        summary: 'Discover the server',
        description: 'Returns the name and version of the server, with links to the API and its documentation.',
        response: { 200: EntryPoint },
      },
    },
    async () => ({ name, version, links: links({ api: '/v1', ...documents }) }),
  );

  app.get(
    '/v1',
    {
      config: { permission: 'public', cache: { kind: 'directory', of: 'server' } },
      schema: {
        operationId: 'getApi',
        tags: ['Health'],
        summary: 'Discover the API',
        description: 'Returns links to the collections of the API and to its documentation.',
        response: { 200: EntryPoint },
      },
    },
    async () => ({ name, version, links: links({ ...collections, ...documents }) }),
  );
};
