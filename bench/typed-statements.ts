import { relative } from 'node:path';
import ts from 'typescript';

/**
 * Counts the places in src that send a statement to the database: typed ones, which Kysely or Prisma checks against the
 * schema, and hand-written ones, which it lists by the type of their rows. Statements without a table are left out: those
 * of the session, of migrations, LISTEN and NOTIFY.
 *
 *     npx tsx bench/typed-statements.ts
 */
const root = process.cwd();
const config = ts.getParsedCommandLineOfConfigFile(
  'tsconfig.json',
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
);
if (config === undefined) throw new Error('There is no tsconfig.json here: run this in the top folder.');
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();

const builderCalls = new Set(['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow']);
/** Functions of platform/db and of paging that send a given statement. */
const forBytes = new Set(['readBytes', 'readItem', 'readPage', 'finishPage']);
const byHand = {
  schema: 'with a schema of their rows',
  bytes: 'for answers that PostgreSQL builds',
  rowless: 'whose rows nobody reads',
  unchecked: 'whose rows nothing checks',
};

type Site = { kind: 'typed' | keyof typeof byHand; place: string; text: string };

function kindOf(call: ts.CallExpression): Site['kind'] | undefined {
  const callee = call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const from = declaration?.getSourceFile().fileName ?? '';
  if (builderCalls.has(name) && from.includes('/kysely/'))
    return from.includes('/raw-builder/') ? 'unchecked' : 'typed';
  if (from.includes('/platform/db/generated/models/')) return 'typed';
  if (!/\/src\/platform\/(db|paging)\//.test(from)) return undefined;
  if (name === 'loadPage') return 'typed';
  if (forBytes.has(name)) return 'bytes';
  if (name === 'change') return 'rowless';
  // Without a schema, the rows of `run` have no type.
  return name !== 'run' ? undefined : call.arguments.length > 1 ? 'schema' : 'rowless';
}

const sites: Site[] = [];
for (const file of program.getSourceFiles()) {
  const path = relative(root, file.fileName);
  if (!path.startsWith('src/') || path.startsWith('src/platform/db/') || path.startsWith('src/platform/paging/'))
    continue;
  const visit = (node: ts.Node): void => {
    const kind = ts.isCallExpression(node) ? kindOf(node) : undefined;
    if (kind !== undefined) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      sites.push({ kind, place: `${path}:${line}`, text: node.getText().replace(/\s+/g, ' ').slice(0, 60) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

const of = (kind: Site['kind']) => sites.filter((site) => site.kind === kind);
const typed = of('typed').length;
const kinds = Object.entries(byHand) as [keyof typeof byHand, string][];
for (const [kind, said] of kinds) {
  if (of(kind).length > 0) console.log(`By hand, ${said}:`);
  for (const { place, text } of of(kind)) console.log(`  ${place}  ${text}`);
}
console.log(
  `${typed} of ${sites.length} statement sites are typed (${Math.round((100 * typed) / sites.length)} %); ${sites.length - typed} are hand-written: ${kinds.map(([kind, said]) => `${of(kind).length} ${said}`).join(', ')}.`,
);
