import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type AssetFile = { name: string; type: string; content: string };

/**
 * The folder `browser`. It is beside this module in src, and in `reference` in dist, where `npm run bundle` copies it.
 * Tests run from their own bundles and read it from src.
 */
const folder = ['./browser/', './reference/', '../src/platform/http/reference/browser/']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(new URL('reference.js', url)));

/** The parts of the style sheet, in order. Later rules override earlier ones. */
const styles = ['base', 'bar', 'navigation', 'page', 'operation', 'samples', 'try', 'guide', 'screens'];

/** Reads the scripts of the reference, and its style sheet as one file. */
export function readAssetFiles(): AssetFile[] {
  if (folder === undefined) throw new Error('The files of the reference are missing: run `npm run build`.');
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => ({ name, type: 'text/javascript; charset=utf-8', content: read(name) }));
  const style = styles.map((name) => read(`${name}.css`)).join('');
  return [...scripts, { name: 'reference.css', type: 'text/css; charset=utf-8', content: style }];
}

/** Returns a digest of the contents, for use in an address. */
export const digestOf = (...contents: readonly string[]): string =>
  hash('sha256', contents.join('\0'), 'base64url').replace(/[-_]/g, '').slice(0, 12);
