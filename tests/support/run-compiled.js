import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { compile, compiledFile, fingerprintOfSources } from './compile.js';

// Preloaded by `--import`: runs the JavaScript that a test is compiled to instead of its TypeScript, and compiles it first
// if it has changed. The same module holds the hooks, which Node runs in a thread of its own.

/** @type {Record<string, string>} the addresses of modules that are loaded in place of others, by specifier */
let redirected = {};

/** @param {Record<string, string>} data */
export function initialize(data) {
  redirected = data;
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const url = redirected[specifier];
  return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
}

/**
 * Reads modules here instead of calling the next hook. That is tap's own hook, which analyses each line for coverage. This
 * is not needed and takes seconds for a test that opens a database.
 *
 * @type {import('node:module').LoadHook}
 */
export function load(url, context, next) {
  const { format } = context;
  if (!url.startsWith('file:') || (format !== 'module' && format !== 'commonjs')) return next(url, context);
  return { format, shortCircuit: true, source: format === 'module' ? readFileSync(fileURLToPath(url)) : undefined };
}

/** The modules that replace others, by the specifier with which they are imported. */
const replacements = { 'async-hook-domain': new URL('./no-error-domains.js', import.meta.url).href };

/** Servers and commands that a test starts run as they are, without tap's hooks: those triple the time of their start. */
function leaveChildrenAlone() {
  const { NODE_OPTIONS = '' } = process.env;
  process.env.NODE_OPTIONS = NODE_OPTIONS.replace(/"?--import=[^" ]*processinfo[^" ]*"?/, '').trim();
  // The package process-on-spawn, with which tap adds its option to every started process.
  const spawning = /** @type {any} */ (globalThis)[Symbol.for('process-on-spawn@*:singletonId')];
  spawning?.listeners.splice(0);
}

if (isMainThread && process.argv[1]?.endsWith('.test.js')) {
  leaveChildrenAlone();
  process.env.SOURCES_FINGERPRINT = fingerprintOfSources();
  register(import.meta.url, { data: replacements });
} else if (isMainThread && process.argv[1]?.endsWith('.ts')) {
  const entry = process.argv[1];
  const fingerprint = fingerprintOfSources();
  const file = compiledFile(entry, fingerprint);
  if (!existsSync(file)) await compile([entry], fingerprint);
  leaveChildrenAlone();
  // Values that depend only on the sources can be cached beside them.
  process.env.SOURCES_FINGERPRINT = fingerprint;
  register(import.meta.url, { data: { ...replacements, [pathToFileURL(entry).href]: pathToFileURL(file).href } });
}
