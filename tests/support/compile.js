import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Plain JavaScript, because Node 20 runs it before there is anything that reads TypeScript.

const root = fileURLToPath(new URL('../..', import.meta.url));
/** As deep as `src` and `dist`: what a module of `src` finds beside or above its folder, it finds from here. */
const folder = join(root, '.compiled');
/** A thread's module, which is found by its name. */
const linkerWorker = join(root, 'src/flows/mentions/linker.worker.ts');

/** @param {string} path @returns {string[]} the TypeScript files below a folder */
const sourcesIn = (path) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name));

/** Tests and the processes that they start. */
const isEntry = (/** @type {string} */ file) => /\.test\.ts$|-process\.ts$/.test(file);

/** Names the sources as they are now: by their names, sizes and times of change. */
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

/** Where the JavaScript of an entry is, for sources of a fingerprint. */
export function compiledFile(/** @type {string} */ entry, /** @type {string} */ fingerprint) {
  const name = relative(root, entry).replace(/\.ts$/, '').replaceAll(/[/\\]/g, '__');
  return join(folder, `${name}-${fingerprint}.js`);
}

/** A test reads files that lie beside its source, not beside what it is compiled to. */
const placesOfTests = {
  name: 'places of tests',
  setup(/** @type {import('esbuild').PluginBuild} */ build) {
    build.onLoad({ filter: /[/\\]tests[/\\].*\.ts$/ }, ({ path }) => ({
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
      { in: linkerWorker, out: 'linker.worker' },
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

/**
 * The tests that ask, themselves or over imports, which PostgreSQL to run on. The others have nothing to say a second time.
 *
 * @param {readonly string[]} entries
 * @param {import('esbuild').Metafile['inputs']} inputs
 */
function testsWithDatabase(entries, inputs) {
  const asks = (/** @type {string} */ name) =>
    name.startsWith('tests/') && readFileSync(join(root, name), 'utf8').includes('TEST_DATABASE_URL');
  const asking = new Set(Object.keys(inputs).filter(asks));
  return entries
    .map((entry) => relative(root, entry))
    .filter((name) => {
      const reached = new Set([name]);
      for (const each of reached) for (const { path } of inputs[each]?.imports ?? []) reached.add(path);
      return name.endsWith('.test.ts') && [...reached].some((each) => asking.has(each));
    });
}

/** Compiles all tests, unless they are compiled already. */
async function compileAll() {
  const fingerprint = fingerprintOfSources();
  const entries = sourcesIn(join(root, 'tests')).filter(isEntry);
  if (entries.every((entry) => existsSync(compiledFile(entry, fingerprint)))) return;
  rmSync(folder, { recursive: true, force: true });
  const { inputs } = await compile(entries, fingerprint);
  const names = testsWithDatabase(entries, inputs);
  writeFileSync(join(folder, 'tests-with-database'), `${names.sort().join('\n')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileAll();
