import { type ConversionName, conversions } from './conversions.js';

/** Runs a conversion in this thread. */
export default function run({ name, args }: { name: ConversionName; args: readonly unknown[] }): unknown {
  return (conversions[name] as (...all: readonly unknown[]) => unknown)(...args);
}
