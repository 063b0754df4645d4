import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const parent = join(import.meta.dirname, '../../.tap');

/** Creates a folder in the project that is removed with the test. tap's `testdir` is the same for two parallel runs. */
export function temporaryFolder(test: { teardown(after: () => unknown): void }): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'folder-'));
  test.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
