import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { glossary, irregularParticiples, notParticiples, otherMeanings, participles } from './glossary.js';

// Checks the names that src declares, and the names of its files and folders, against docs/glossary.md: `npm run names`.
// Folders may be called by what is done there, such as publishing. Keys of object literals are not declarations: they repeat a type, or belong to the API or to SQL.

type Name = { kind: 'declaration' | 'file' | 'folder'; file: string; line: number; name: string };

/** Names on the list of participles, at most. */
const maxParticiples = 40;

const root = join(import.meta.dirname, '..');

/** The words of a name in camelCase, PascalCase, snake_case or kebab-case, in lower case. */
const wordsOf = (name: string) => (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());

const isParticiple = (word: string) =>
  !notParticiples.has(word) && (irregularParticiples.has(word) || /[a-z]{2}(ed|ing)$/.test(word));

const declares = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isBindingElement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeParameterDeclaration(node) ||
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isGetAccessorDeclaration(node) ||
  ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.propertyName !== undefined);

function declaredNames(): Name[] {
  const names: Name[] = [];
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('generated'),
  );
  for (const path of paths) {
    const file = join('src', path);
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    names.push({ kind: 'file', file, line: 0, name: basename(file, '.ts') });
    const visit = (node: ts.Node) => {
      if (declares(node) && node.name !== undefined && ts.isIdentifier(node.name)) {
        const { line } = source.getLineAndCharacterOfPosition(node.name.getStart());
        names.push({ kind: 'declaration', file, line: line + 1, name: node.name.text });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  const folders = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
    ),
  );
  // `src/flows` is the name of a layer.
  for (const folder of folders)
    if (folder !== 'flows') names.push({ kind: 'folder', file: join('src', folder), line: 0, name: basename(folder) });
  return names;
}

const isException = ({ file, name }: Name, list: typeof participles) =>
  list[file]?.names.split(' ').includes(name) ?? false;

const names = declaredNames();
const violations = names.flatMap((name) => {
  const words = wordsOf(name.name);
  const rule = glossary.find(({ forbids }) => forbids(name.name, words));
  if (rule !== undefined && !isException(name, otherMeanings)) return [{ ...name, reason: `use ${rule.use}` }];
  // The suffix of a file, such as .store.ts, says its kind.
  const isOneWord = words.length === 1 || (name.kind === 'file' && /^[a-z]+\./.test(name.name));
  const isBareParticiple = name.kind !== 'folder' && isOneWord && isParticiple(words[0] ?? '');
  return isBareParticiple && !isException(name, participles) ? [{ ...name, reason: 'a bare participle' }] : [];
});
for (const [list, title] of [
  [otherMeanings, 'otherMeanings'],
  [participles, 'participles'],
] as const)
  for (const [file, { names: listed }] of Object.entries(list))
    for (const name of listed.split(' '))
      if (!names.some((declared) => declared.file === file && declared.name === name))
        violations.push({
          kind: 'file',
          file: 'lint/glossary.ts',
          line: 0,
          name,
          reason: `${title}: ${file} does not declare it`,
        });
const participleCount = names.filter((name) => isException(name, participles)).length;

for (const { file, line, name, reason } of violations) console.error(`${file}:${line} ${name}: ${reason}`);
if (participleCount > maxParticiples)
  console.error(`${participleCount} bare participles are listed; at most ${maxParticiples} may be.`);
console.log(`${names.length} names, ${violations.length} against the glossary, ${participleCount} listed participles`);
process.exitCode = violations.length > 0 || participleCount > maxParticiples ? 1 : 0;
