import type { FastifyInstance } from 'fastify';
import { allProblems, problems } from '../problems/index.js';
import { registerReference } from './reference/index.js';

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}td,th{text-align:left;padding:.3em 1em .3em 0;vertical-align:top}</style>
${body}
</html>
`;

const toHtml = (text: string) =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>');

/** Serves the OpenAPI document as JSON and YAML, the reference at /docs, and a page for each problem code. */
export function registerDocumentation(app: FastifyInstance, options: { root: URL }): void {
  const pageOptions = { config: { permission: 'public' }, schema: { hide: true } } as const;

  app.get('/problems', pageOptions, async (_, reply) => {
    const rows = allProblems().map(
      ({ code, status, title }) =>
        `<tr><td>${status}<td><a href="/problems/${code}"><code>${code}</code></a><td>${toHtml(title)}`,
    );
    return reply
      .type('text/html; charset=utf-8')
      .send(
        page('Problems', `<h1>Problems</h1>\n<table><tr><th>Status<th>Code<th>Meaning\n${rows.join('\n')}\n</table>`),
      );
  });

  app.get<{ Params: { code: string } }>('/problems/:code', pageOptions, async (request, reply) => {
    const problem = allProblems().find(({ code }) => code === request.params.code);
    if (problem === undefined) throw problems.notFound('There is no problem with this code.');
    const { code, status, title, explanation } = problem;
    return reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          title,
          `<h1>${toHtml(title)}</h1>\n<p>Status ${status}, code <code>${code}</code>.\n<p>${toHtml(explanation)}\n<p><a href="/problems">All problems</a>`,
        ),
      );
  });

  registerReference(app, options);
}
