import type { Actor } from '../../platform/auth/index.js';
import { type Problem, problems, refusalOf } from '../../platform/problems/index.js';
import { type ContentServices, performOperation } from './operations.js';
import type { BulkInput, BulkResult, BulkResults } from './schemas.js';

type Dependencies = {
  content: ContentServices;
  /** Runs `work` with services whose writes all belong to one transaction. */
  runAtomically<T>(writer: Actor, work: (transactionContent: ContentServices) => Promise<T>): Promise<T>;
  /** The base URL of the API. The `type` of a problem begins with it. */
  base: string;
  log?: { warn(details: object, message: string): void } | undefined;
};

export function bulkService({ content, runAtomically, base, log }: Dependencies) {
  /**
   * Carries out the operations in their order. With `atomic`, either all of them are written or none. With an
   * `Idempotency-Key` all operations share one transaction in both cases, so that the response is stored together with
   * the writes. Without `atomic`, a refused operation does not affect the others.
   */
  async function run(actor: Actor, { operations, atomic }: BulkInput): Promise<BulkResults> {
    if (atomic)
      return {
        data: await runAtomically(actor, (transactionContent) =>
          performAllOrNone(transactionContent, actor, operations),
        ),
        failed: 0,
      };
    if (actor.commit === undefined) return performEach(content, actor, operations);
    return runAtomically(actor, (transactionContent) => performEach(transactionContent, actor, operations));
  }

  async function performEach(
    services: ContentServices,
    actor: Actor,
    operations: BulkInput['operations'],
  ): Promise<BulkResults> {
    const data: BulkResult[] = [];
    for (const operation of operations) {
      try {
        data.push(await performOperation(services, actor, operation));
      } catch (error) {
        data.push(toProblemResult(problemOf(error)));
      }
    }
    return { data, failed: data.filter(({ problem }) => problem !== undefined).length };
  }

  function problemOf(error: unknown): Problem {
    const refusal = refusalOf(error);
    if (refusal === undefined) log?.warn({ err: error }, 'a bulk operation failed with an unexpected error');
    return refusal ?? problems.internal('The operation failed with an unexpected error. Try it again later.');
  }

  function toProblemResult({ definition: { code, status, title }, detail, extras }: Problem): BulkResult {
    const errors = extras.errors === undefined ? {} : { errors: extras.errors };
    return { status, problem: { type: `${base}/problems/${code}`, title, status, detail, code, ...errors } };
  }

  return { run };
}

export type BulkService = ReturnType<typeof bulkService>;

/**
 * Carries out the operations until one is refused.
 *
 * @throws the problem of the refused operation, with its index, and with pointers into the body of the whole request
 */
async function performAllOrNone(
  content: ContentServices,
  actor: Actor,
  operations: BulkInput['operations'],
): Promise<BulkResult[]> {
  const data: BulkResult[] = [];
  for (const [index, operation] of operations.entries()) {
    try {
      data.push(await performOperation(content, actor, operation));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      const { definition, detail, extras } = refusal;
      throw definition(`Operation ${index}: ${detail}`, {
        ...extras,
        ...(extras.errors === undefined ? {} : { errors: extras.errors.map((place) => prefixPointer(place, index)) }),
        members: { ...extras.members, operation: index },
      });
    }
  }
  return data;
}

type FieldError = NonNullable<Problem['extras']['errors']>[number];

const prefixPointer = ({ pointer, ...place }: FieldError, index: number): FieldError =>
  pointer === undefined ? place : { ...place, pointer: `/operations/${index}/body${pointer}` };
