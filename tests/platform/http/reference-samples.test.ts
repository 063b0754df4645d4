import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';
import { type ApiDocument, listOperations } from '../../../src/platform/http/reference/document.js';
import { ExampleMaker } from '../../../src/platform/http/reference/examples.js';
import { createRequestExample } from '../../../src/platform/http/reference/request-example.js';
import { sampleWriters } from '../../../src/platform/http/reference/samples.js';

const root = join(import.meta.dirname, '../../..');
const document = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8')) as ApiDocument;
const examples = new ExampleMaker(document);
const samplesIn = (language: keyof typeof sampleWriters) =>
  new Map(
    listOperations(document).map((operation) => [
      operation.id,
      sampleWriters[language](createRequestExample(document, operation, examples)),
    ]),
  );

/** Compiles samples beside the folder `clients`. */
function compileSamples(samples: Map<string, string>, { skipTypes }: { skipTypes: boolean }): string[] {
  const sources = new Map([...samples].map(([id, source]) => [join(root, `${id}.sample.ts`), source]));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const source = sources.get(path);
    return source === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, source, version, true);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const diagnostics = skipTypes
      ? program.getSyntacticDiagnostics(file)
      : [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return diagnostics.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

t.test('gives each operation a sample for the client that its types accept', async (t) => {
  const samples = samplesIn('client');
  t.ok(samples.size > 100);
  t.same(compileSamples(samples, { skipTypes: false }), []);
});

t.test('gives each operation a sample for fetch that is a module', async (t) => {
  t.same(compileSamples(samplesIn('fetch'), { skipTypes: true }), []);
});

t.test('gives each operation a sample for curl that a shell can read', async (t) => {
  const script = [...samplesIn('curl').values()].join('\n\n');
  const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
  t.equal(status, 0, stderr);
  const { stdout } = spawnSync('sh', ['-c', `curl() { echo "$1"; }\n${script}`], { encoding: 'utf8' });
  t.equal(stdout.trim().split('\n').length, samplesIn('curl').size, 'each is one command');
});
