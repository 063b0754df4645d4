import tap, { type Test } from 'tap';

/**
 * Test files import this as `tap`. It is tap itself when a file has a process of its own, and the file's own subtest when files share a
 * process.
 */
let currentTest: Test = tap;

export { currentTest as default };

/** Returns the innermost test that is running. */
function findRunningTest(): Test {
  let running = currentTest as { activeSubtests?: Set<unknown> };
  for (;;) {
    const [subtest] = running.activeSubtests ?? [];
    if (subtest === undefined) return running as Test;
    running = subtest as typeof running;
  }
}

// Node also calls this for unhandled rejections.
process.on('uncaughtException', (error: unknown) =>
  findRunningTest().threw(error ?? new Error('undefined was thrown')),
);

/** A file that takes longer than this hangs. Milliseconds. */
const timeout = 480_000;

/** Runs test files one after the other in this process, each as a subtest. The teardowns of a file run when its subtest ends. */
export async function runFiles(files: readonly { name: string; run: () => Promise<unknown> }[]): Promise<void> {
  for (const { name, run } of files)
    await tap.test(name, { timeout }, async (test) => {
      currentTest = test;
      await run();
    });
}
