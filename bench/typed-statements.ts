import { relative } from 'node:path';
import ts from 'typescript';

/**
 * Counts the places in src that send a statement to the database: typed ones, which Kysely or Prisma checks against the schema, and
 * hand-written ones. Lists the hand-written ones. Left out is what is about no table: the session, migrations, LISTEN and NOTIFY.
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
/** Functions of platform/db and of paging that send the statement which they are given. */
const handWritten = new Set(['run', 'change', 'readBytes', 'readItem', 'readPage', 'finishPage']);

type Site = { kind: 'typed' | 'hand-written'; place: string; text: string };

function kindOf(call: ts.CallExpression): Site['kind'] | undefined {
  const callee = call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const from = declaration?.getSourceFile().fileName ?? '';
  if (builderCalls.has(name) && from.includes('/kysely/'))
    return from.includes('/raw-builder/') ? 'hand-written' : 'typed';
  if (from.includes('/platform/db/generated/models/')) return 'typed';
  if (name === 'loadPage') return 'typed';
  if (handWritten.has(name) && /\/src\/platform\/(db|paging|http)\//.test(from)) return 'hand-written';
  return undefined;
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

const raw = sites.filter(({ kind }) => kind === 'hand-written');
const typed = sites.length - raw.length;
const rowTypes = raw.filter(({ text }) => /\brun</.test(text));
for (const { place, text } of raw) console.log(`${place}  ${text}`);
console.log(
  `${typed} of ${sites.length} statement sites are typed (${Math.round((100 * typed) / sites.length)} %); ${raw.length} are hand-written, ${rowTypes.length} of them with a row type of their own.`,
);
