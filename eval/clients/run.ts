import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Generator, generators } from './generators.js';

// Generates a client with each generator, compiles it with its consumer, and lints the OpenAPI document: `npm run eval:clients`.

const here = import.meta.dirname;
const root = join(here, '..', '..');
const document = join(root, 'openapi', 'openapi.json');
const checks = ['body', 'status', 'include', 'wrong include', 'list', 'code'];
const environment = { ...process.env, DO_NOT_TRACK: '1', REDOCLY_TELEMETRY: 'off', NO_COLOR: '1' };

/** Runs a command for at most five minutes. A command that ran longer or did not start has no status. */
const run = (program: string, args: string[], cwd: string) =>
  spawnSync(program, args, { cwd, env: environment, encoding: 'utf8', timeout: 300_000, maxBuffer: 64 * 1024 * 1024 });

const outputOf = ({ stdout, stderr, error }: SpawnSyncReturns<string>) =>
  [stdout, stderr, error?.message].filter(Boolean).join('\n').trim();

const program = (name: string) => join(here, 'node_modules', '.bin', name);

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')).version;

function installGenerators() {
  if (existsSync(join(here, 'node_modules'))) return;
  console.log('Installing the generators…');
  const install = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
  if (install.status === 0) return;
  rmSync(join(here, 'node_modules'), { recursive: true, force: true });
  throw new Error(`npm ci failed in eval/clients:\n${outputOf(install)}`);
}

type Result = { generator: Generator; failures: Map<string, string[]> };

const compilerOptions = (modules: Generator['modules']) => ({
  strict: true,
  noEmit: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: modules === 'bundler' ? 'esnext' : modules,
  moduleResolution: modules,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
});

/** The check of a line of a consumer: the last `// check:` above it. Without one, the consumer does not compile as a whole. */
const checkAt = (consumer: string, line: number) =>
  consumer
    .split('\n')
    .slice(0, line)
    .join('\n')
    .match(/.*^\/\/ check: (.+?)$/ms)?.[1] ?? 'compile';

/** Generates a client in a folder and compiles everything in it. */
function evaluateGenerator(generator: Generator, folder: string): Result {
  const failures = new Map<string, string[]>();
  mkdirSync(folder);
  const [name, ...args] = generator.command(document);
  const generation = run(program(name), args, folder);
  if (generation.status !== 0) return { generator, failures: failures.set('generate', [outputOf(generation)]) };

  const consumer = readFileSync(join(here, 'consumers', `${generator.consumer}.ts`), 'utf8');
  writeFileSync(join(folder, 'consumer.ts'), consumer);
  copyFileSync(join(here, 'consumers', 'checks.ts'), join(folder, 'checks.ts'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: compilerOptions(generator.modules), include: ['.'] }),
  );
  const compilation = run(program('tsc'), ['--project', '.', '--pretty', 'false'], folder);
  for (const message of compilation.stdout.split('\n').filter((line) => /\berror TS\d+:/.test(line))) {
    const line = /^consumer\.ts\((\d+),/.exec(message)?.[1];
    const check = line === undefined ? 'compile' : checkAt(consumer, Number(line));
    failures.set(check, [...(failures.get(check) ?? []), message]);
  }
  if (compilation.status !== 0 && failures.size === 0) failures.set('compile', [outputOf(compilation)]);
  return { generator, failures };
}

function reportGenerators(results: Result[]) {
  const columns = ['generate', 'compile', ...checks];
  console.log(`| generator | version | ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length + 2)}`);
  for (const { generator, failures } of results) {
    const cells = columns.map((column) => {
      if (failures.has(column)) return 'FAILED';
      return failures.has('generate') ? '' : 'ok';
    });
    console.log(`| ${generator.name} | ${versionOf(generator.name)} | ${cells.join(' | ')} |`);
  }
  for (const { generator, failures } of results)
    for (const [check, messages] of failures) {
      console.log(`\n${generator.name}, ${check}: ${messages.length}`);
      for (const message of messages.slice(0, 20)) console.log(`  ${message}`);
    }
}

type Linter = { name: string; version: string; errors: number; warnings: number; problems: string[] };

function lintBySpectral(): Linter {
  const args = ['lint', '--quiet', '--format', 'json', '--ruleset', '.spectral.yaml', '../../openapi/openapi.json'];
  const output = run(program('spectral'), args, here);
  const problems = parse<{ code: string; path: string[]; message: string; severity: number }[]>(output);
  return {
    name: 'Spectral',
    version: versionOf('@stoplight/spectral-cli'),
    errors: problems.filter(({ severity }) => severity === 0).length,
    warnings: problems.filter(({ severity }) => severity === 1).length,
    problems: problems.map(({ code, path, message }) => `${code}: ${path.join('/')}: ${message}`),
  };
}

function lintByRedocly(): Linter {
  const args = ['lint', 'openapi/openapi.json', '--format', 'json'];
  const output = run(join(root, 'node_modules', '.bin', 'redocly'), args, root);
  const { totals, version, problems } = parse<{
    totals: { errors: number; warnings: number };
    version: string;
    problems: { ruleId: string; message: string; location: { pointer: string }[] }[];
  }>(output);
  return {
    name: 'Redocly',
    version,
    errors: totals.errors,
    warnings: totals.warnings,
    problems: problems.map(({ ruleId, message, location }) => `${ruleId}: ${location[0]?.pointer ?? ''}: ${message}`),
  };
}

function parse<T>(output: SpawnSyncReturns<string>): T {
  try {
    return JSON.parse(output.stdout);
  } catch {
    throw new Error(`A linter failed:\n${outputOf(output)}`);
  }
}

function reportLinters(linters: Linter[]) {
  console.log('\n| linter | version | errors | warnings |\n| --- | --- | --- | --- |');
  for (const { name, version, errors, warnings } of linters)
    console.log(`| ${name} | ${version} | ${errors} | ${warnings} |`);
  for (const { name, problems } of linters)
    for (const problem of problems.slice(0, 20)) console.log(`${name}: ${problem}`);
}

installGenerators();
const work = mkdtempSync(join(tmpdir(), 'broadsheet-clients-'));
try {
  symlinkSync(join(here, 'node_modules'), join(work, 'node_modules'));
  const results = generators.map((generator) => evaluateGenerator(generator, join(work, generator.consumer)));
  const linters = [lintBySpectral(), lintByRedocly()];
  reportGenerators(results);
  reportLinters(linters);
  const failed =
    results.some(({ failures }) => failures.size > 0) || linters.some(({ errors, warnings }) => errors + warnings > 0);
  process.exitCode = failed ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
