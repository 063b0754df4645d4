import tap, { type Test } from 'tap';

/**
 * What a test file imports as `tap`: tap itself where the file has a process of its own, and the subtest of the file where it
 * shares one with others.
 */
let inCharge: Test = tap;

export { inCharge as default };

/** A file that takes longer has come to a halt. Milliseconds. */
const timeout = 480_000;

/** Runs test files one after the other in this process, each as a subtest that ends whatever the file has started. */
export async function runFiles(files: readonly { name: string; run: () => Promise<unknown> }[]): Promise<void> {
  for (const { name, run } of files)
    await tap.test(name, { timeout }, async (test) => {
      inCharge = test;
      await run();
    });
}
