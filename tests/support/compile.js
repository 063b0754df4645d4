import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Plain JavaScript, because Node 20 runs it before a TypeScript loader is available.

const root = fileURLToPath(new URL('../..', import.meta.url));
/** As deep as `src` and `dist`, so that relative paths of modules in `src` work from here. */
const folder = join(root, '.compiled');
/** The modules of threads, which are found by their file names. */
const workers = [
  'src/flows/mentions/linker.worker.ts',
  'src/flows/imports/reader.worker.ts',
  'src/platform/rich-text/conversion.worker.ts',
  'src/content/assets/metadata.worker.ts',
];

/** Test files import this module in place of tap. */
const currentTestFile = join(root, 'tests/support/current-test.ts');
/** How many test files share a process. */
const filesInBatch = 20;

/** @param {string} path @returns {string[]} the TypeScript files below a folder */
const sourcesIn = (path) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name));

/** Tests and the processes that they start. */
const isEntry = (/** @type {string} */ file) => /\.test\.ts$|-process\.ts$/.test(file);

/** Returns a fingerprint of the current sources, made from their names, sizes and modification times. */
export function fingerprintOfSources() {
  const hash = createHash('sha256');
  const settings = ['package-lock.json', 'tsconfig.json', 'tests/support/compile.js'].map((name) => join(root, name));
  const sources = ['src', 'tests', 'clients', 'eval'].flatMap((name) => sourcesIn(join(root, name)));
  for (const file of [...settings, ...sources.sort()]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Returns the path of the compiled JavaScript of an entry, for the sources with a fingerprint. */
export function compiledFile(/** @type {string} */ entry, /** @type {string} */ fingerprint) {
  const name = relative(root, entry).replace(/\.ts$/, '').replaceAll(/[/\\]/g, '__');
  return join(folder, `${name}-${fingerprint}.js`);
}

/**
 * Makes a test or an evaluation find files beside its source, not beside its bundle, and lets a test share a process with
 * other tests.
 */
const placesOfTests = {
  name: 'places of tests',
  setup(/** @type {import('esbuild').PluginBuild} */ build) {
    build.onResolve({ filter: /^tap$/ }, ({ importer }) =>
      importer.endsWith('.test.ts') ? { path: currentTestFile } : undefined,
    );
    build.onLoad({ filter: /[/\\](?:tests|eval)[/\\].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

/**
 * Bundles entries to JavaScript with source maps, in some tenths of a second each and in two seconds all of them.
 *
 * @param {readonly string[]} entries paths of TypeScript files
 * @param {string} fingerprint
 * @returns which files import which
 */
export async function compile(entries, fingerprint) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [
      ...entries.map((entry) => ({ in: entry, out: compiledFile(entry, fingerprint).slice(folder.length + 1, -3) })),
      ...workers.map((file) => ({ in: join(root, file), out: basename(file, '.ts') })),
      { in: currentTestFile, out: 'current-test' },
    ],
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
    plugins: [placesOfTests],
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) {
    // Other tests may be reading the same file, or writing it.
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return metafile;
}

/** A test that opens a database has this comment if its result cannot depend on which database it is. */
const onceComment = '// One database is enough: ';

/**
 * Returns the tests that read, directly or through imports, which PostgreSQL to use. The others need not run twice.
 *
 * @param {readonly string[]} tests
 * @param {import('esbuild').Metafile['inputs']} inputs
 */
function testsWithDatabase(tests, inputs) {
  const asks = (/** @type {string} */ name) =>
    name.startsWith('tests/') && readFileSync(join(root, name), 'utf8').includes('TEST_DATABASE_URL');
  const asking = new Set(Object.keys(inputs).filter(asks));
  return tests.filter((name) => {
    if (readFileSync(join(root, name), 'utf8').includes(onceComment)) return false;
    const reached = new Set([name]);
    for (const each of reached) for (const { path } of inputs[each]?.imports ?? []) reached.add(path);
    return [...reached].some((each) => asking.has(each));
  });
}

/** Returns whether a test skips itself without PostgreSQL by ending its process. */
const isAlone = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8').includes('process.exit()');

/**
 * Writes one script for each process of a suite.
 *
 * @param suite the path of the scripts in the folder, without their numbers
 * @param files paths of test files
 * @param fingerprint
 * @param beginning what each script does before it loads tests
 */
function writeBatches(
  /** @type {string} */ suite,
  /** @type {readonly string[]} */ files,
  /** @type {string} */ fingerprint,
  beginning = '',
) {
  const shared = files.filter((file) => !isAlone(file));
  const batches = files.filter(isAlone).map((file) => [file]);
  while (shared.length > 0) batches.push(shared.splice(0, filesInBatch));
  mkdirSync(dirname(join(folder, suite)), { recursive: true });
  for (const [index, batch] of batches.entries()) {
    const runs = batch.map((file) => {
      const compiled = relative(folder, compiledFile(join(root, file), fingerprint));
      return `  { name: '${file}', run: () => import('../${compiled}') },\n`;
    });
    const script =
      batch.length === 1
        ? `${beginning}await import('../${relative(folder, compiledFile(join(root, batch[0] ?? ''), fingerprint))}');\n`
        : `import { runFiles } from '../current-test.js';\n\n${beginning}await runFiles([\n${runs.join('')}]);\n`;
    writeFileSync(join(folder, `${suite}${String(index + 1).padStart(2, '0')}.test.js`), script);
  }
}

/** Compiles all tests unless they are up to date, and prints in which processes the suite runs. */
async function compileAll() {
  const fingerprint = fingerprintOfSources();
  const entries = sourcesIn(join(root, 'tests')).filter(isEntry).sort();
  if (entries.every((entry) => existsSync(compiledFile(entry, fingerprint)))) return;
  rmSync(folder, { recursive: true, force: true });
  const { inputs } = await compile(entries, fingerprint);
  const tests = entries.map((entry) => relative(root, entry)).filter((name) => name.endsWith('.test.ts'));
  writeBatches('suite/batch-', tests, fingerprint);
  // What needs only one database runs on PostgreSQL. It takes less processor time there than on PGlite.
  writeBatches('suite-ci/postgresql-', tests, fingerprint);
  const bothDatabases = testsWithDatabase(tests, inputs).filter((name) => !isAlone(name));
  writeBatches('suite-ci/pglite-', bothDatabases, fingerprint, 'delete process.env.TEST_DATABASE_URL;\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileAll();
