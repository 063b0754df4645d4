import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * Runs a script of the project and waits for its end. Of the settings of this process, those of the database and the
 * key are left out.
 *
 * @param file the path of the script in the project, such as `dist/cli.js`
 * @returns the exit code, and what it wrote to both outputs
 */
export async function runScript(
  file: string,
  environment: Record<string, string>,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const { DATABASE_URL: _, DATABASE_DIRECT_URL: __, SECRET_KEY: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env: { ...inherited, ...environment } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code: code as number, output };
}
