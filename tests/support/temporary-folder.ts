import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const parent = join(import.meta.dirname, '../../.tap');

/** A folder in the project that goes with the test. That of tap's `testdir` would be the same for two runs of the suite at a time. */
export function temporaryFolder(test: { teardown(after: () => unknown): void }): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'folder-'));
  test.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
