import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { bodyIfClean, type CleanBody } from '../../lib/rich-text/index.js';
import type { Run } from '../../lib/word-diff.js';
import { Problem, problems } from '../problems/index.js';
import { createTimedThreads, TaskTimeout, type TimedThreads } from '../threads/index.js';
import { type Arguments, type ConversionName, conversions, type Result } from './conversions.js';

/**
 * The maximum number of characters that are converted in this thread. A longer text of the most unfavourable kind
 * would block the event loop for more than some milliseconds. The hop to another thread takes a tenth of a millisecond,
 * which is less than an ordinary text of this length takes (bench/bodies.ts).
 */
const inlineLengths: Readonly<Record<ConversionName, number>> = {
  annotatePeople: 10_000,
  commentMarkdownToHtml: 500,
  compareHtml: 1_000,
  compareWords: 2_000,
  htmlToMarkdown: 1_000,
  htmlToText: 10_000,
  markdownToBody: 500,
  removeAssets: 10_000,
  sanitizeWithText: 10_000,
};

/** The maximum total length of the results that are kept, in characters. */
const maxCachedLength = 16_000_000;

/** A thread ends after this time without work. */
const idleTimeoutMs = 10 * 60 * 1000;

/**
 * How long a conversion may take, for a write and for a read. A text that takes longer is refused, so that it does not
 * keep the threads busy. PostgreSQL ends a transaction that waits for a write for more than 10 seconds. HTML of a
 * million characters may take ten seconds to become Markdown (docs/adr/0056).
 */
export const conversionLimit = { writeTimeoutMs: 8_000, readTimeoutMs: 30_000 };

/** The conversions that a write waits for. */
const writes: ReadonlySet<ConversionName> = new Set([
  'commentMarkdownToHtml',
  'markdownToBody',
  'removeAssets',
  'sanitizeWithText',
]);

/** For how long a text that took too long is refused without another attempt, and how many of them are remembered. */
const refusalMs = 10 * 60 * 1000;
const maxRefusals = 1_000;

/** A second thread, so that one long text does not delay all others. */
const maxThreads = 2;

type Task = { name: ConversionName; args: readonly unknown[] };

/** The threads of this process. Idle threads do not keep the process alive. */
let threads: TimedThreads<Task, unknown> | undefined;

function startThreads(): TimedThreads<Task, unknown> {
  threads ??= createTimedThreads({
    besideModule: import.meta.url,
    worker: 'conversion.worker',
    maxThreads,
    idleTimeoutMs,
  });
  return threads;
}

const tooComplex = () => problems.textTooComplex('The text takes too long to convert. Nothing was changed.');

/** @throws text-too-complex; what the conversion throws */
async function convertInThread<Name extends ConversionName>(name: Name, args: Arguments<Name>): Promise<Result<Name>> {
  try {
    const timeoutMs = writes.has(name) ? conversionLimit.writeTimeoutMs : conversionLimit.readTimeoutMs;
    return (await startThreads().run({ name, args }, timeoutMs)) as Result<Name>;
  } catch (error) {
    throw error instanceof TaskTimeout ? tooComplex() : error;
  }
}

const results = new LRUCache<string, { value: unknown }>({ maxSize: maxCachedLength });
const refusedKeys = new LRUCache<string, true>({ max: maxRefusals, ttl: refusalMs });
const runningConversions = new Map<string, Promise<unknown>>();

/** Returns a key that is the same for the same arguments. */
function keyOf(name: ConversionName, args: readonly unknown[]): string {
  const hash = createHash('sha256').update(name);
  for (const argument of args) {
    const text = typeof argument === 'string' ? argument : JSON.stringify(argument);
    hash.update(`\0${text.length}\0`).update(text);
  }
  return hash.digest('base64');
}

/** Returns the number of characters in a result. */
function lengthOf(value: string | CleanBody | Run[]): number {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value)
    ? value.reduce((sum, { text }) => sum + text.length, 0)
    : value.html.length + value.text.length;
}

/**
 * Runs a conversion. A short text is converted at once, a longer one in another thread, so that it does not block the
 * event loop. The result for a longer text is kept, so that each revision of a text is converted only once, however
 * often it is read.
 *
 * @throws text-too-complex if the conversion takes too long; what the conversion throws
 */
export async function convert<Name extends ConversionName>(
  name: Name,
  ...args: Arguments<Name>
): Promise<Result<Name>> {
  if (isShort(name, args)) return convertHere(name, args);
  const key = keyOf(name, args);
  const cachedResult = results.get(key);
  if (cachedResult !== undefined) return cachedResult.value as Result<Name>;
  const runningConversion = runningConversions.get(key) as Promise<Result<Name>> | undefined;
  if (runningConversion !== undefined) return runningConversion;
  if (refusedKeys.has(key)) throw tooComplex();
  const result = convertInThread(name, args);
  runningConversions.set(key, result);
  try {
    const value = await result;
    results.set(key, { value }, { size: lengthOf(value) + 1 });
    return value;
  } catch (error) {
    if (error instanceof Problem && error.definition === problems.textTooComplex) refusedKeys.set(key, true);
    throw error;
  } finally {
    runningConversions.delete(key);
  }
}

/**
 * Runs a conversion like `convert`, but does not keep the result. For texts that are converted only once.
 *
 * @throws text-too-complex if the conversion takes too long; what the conversion throws
 */
export const convertOnce = async <Name extends ConversionName>(
  name: Name,
  ...args: Arguments<Name>
): Promise<Result<Name>> => (isShort(name, args) ? convertHere(name, args) : convertInThread(name, args));

/** Returns whether a text is so short that it is converted in this thread. */
function isShort(name: ConversionName, args: readonly unknown[]): boolean {
  const length = args.reduce((sum: number, argument) => sum + (typeof argument === 'string' ? argument.length : 0), 0);
  return length <= inlineLengths[name];
}

const convertHere = <Name extends ConversionName>(name: Name, args: Arguments<Name>) =>
  (conversions[name] as (...all: readonly unknown[]) => unknown)(...args) as Result<Name>;

/** The maximum number of characters that are checked for clean HTML in this thread, which takes few milliseconds. */
const maxCheckedLength = 200_000;

/**
 * Sanitises the HTML of a body. HTML that is simple and clean already, which most is, is not passed to a thread.
 *
 * @throws text-too-complex if it takes too long
 */
export async function sanitizeBody(html: string): Promise<CleanBody> {
  const cleanBody = html.length <= maxCheckedLength ? bodyIfClean(html) : undefined;
  return cleanBody ?? convert('sanitizeWithText', html);
}
