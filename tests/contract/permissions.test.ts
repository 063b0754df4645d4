import { readFile } from 'node:fs/promises';
import t from 'tap';
import { isOwnLimitRefused, roleHasScope, withTables } from '../../lint/permission-tables.js';
import { ROLES, type Role } from '../../src/platform/auth/index.js';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: permissions are decided before the statements of an operation.
const { request, readDocument } = await openNewsroom(t);

type Json = Record<string, unknown>;
type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  'x-required-scope'?: string;
  'x-conditional-scopes'?: { scope: string; to: string }[];
  'x-own-limit'?: string;
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
};
const document = readDocument() as {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { examples?: Json[] }> };
};

t.test('docs/permissions.md shows the roles of every operation (npm run permissions)', async (t) => {
  const text = await readFile(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  t.equal(text, withTables(text, document));
});

t.test('every operation accepts or refuses every role as it declares', async (t) => {
  const roles = Object.keys(ROLES) as Role[];
  let count = 0;
  for (const [path, verbs] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const { security, 'x-required-scope': scope, 'x-conditional-scopes': conditions = [] } = operation;
      if (security.some((scheme) => Object.keys(scheme).length === 0)) continue;
      const ref = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
      const [body] = document.components.schemas[ref]?.examples ?? [];
      const url = path.replaceAll(/\{\w+\}/g, '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11').replace('/diff', '/diff?from=1');
      for (const role of roles) {
        // An administrator's requests would change what the others find.
        const isWrite = verb !== 'get';
        if (isWrite && role === 'admin') continue;
        const answer = await request(verb.toUpperCase(), url, { as: role, ...(body === undefined ? {} : { body }) });
        const name = `${verb.toUpperCase()} ${path} as ${role}: ${answer.status} ${answer.body?.code ?? ''}`;
        if (scope !== undefined && !roleHasScope(role, scope))
          t.match(answer, { status: 403, body: { code: 'forbidden', scope } }, name);
        else if (isOwnLimitRefused(role, operation))
          t.match(answer, { status: 403, body: { code: 'own-articles-only' } }, name);
        else if (answer.status === 403)
          t.ok(
            conditions.some(
              (condition) => condition.scope === answer.body.scope && !roleHasScope(role, condition.scope),
            ),
            `${name} for a declared condition`,
          );
        else t.not(answer.status, 401, name);
        count += 1;
      }
    }
  }
  t.ok(count > 500, `${count} pairs of operation and role`);
});
