/** Milliseconds. */
const timing = {
  /** For how long after its beat was sent a proof lets responses be served from memory. */
  validMs: 800,
  /** While responses are served, a new proof is asked for when the last one is older than this. */
  renewMs: 300,
  /** For how long a request may wait for a proof before it goes to the database. */
  waitMs: 100,
};

/**
 * Up to when every change is known to have been heard of. A proof is a message that this process sent to itself by way of the database
 * and heard back: messages come in the order of commits, so everything committed before it was sent has been heard.
 *
 * Without `startProving` there is nobody else who could change anything: everything is proved.
 */
export function createFreshnessProof() {
  let provedUntilMs = Number.POSITIVE_INFINITY;
  let renewAtMs = Number.POSITIVE_INFINITY;
  let requestedAtMs: number | undefined;
  let requestProof: () => void = () => {};
  let waiter: { promise: Promise<boolean>; settle(isProved: boolean): void } | undefined;
  let expiry: NodeJS.Timeout | undefined;

  function settle(isProved: boolean): void {
    waiter?.settle(isProved);
    waiter = undefined;
  }

  function expire(): void {
    clearTimeout(expiry);
    provedUntilMs = 0;
    renewAtMs = 0;
    requestedAtMs = undefined;
  }

  function renew(now: number): void {
    renewAtMs = Number.POSITIVE_INFINITY;
    requestedAtMs = now;
    requestProof();
  }

  return {
    /** Has proofs asked for by `ask` from now on; nothing is proved until the first one. */
    startProving(requestNewProof: () => void): void {
      requestProof = requestNewProof;
      expire();
    },

    /** Whether what is in memory may be served at this time, in milliseconds since 1970. Asks for a new proof in time. */
    isProved(now: number): boolean {
      if (now >= renewAtMs) renew(now);
      return now < provedUntilMs;
    },

    /** Takes a proof. @param sentAt when its beat was sent, in milliseconds since 1970 */
    prove(sentAt: number): void {
      const leftMs = sentAt + timing.validMs - Date.now();
      provedUntilMs = sentAt + timing.validMs;
      renewAtMs = sentAt + timing.renewMs;
      requestedAtMs = undefined;
      clearTimeout(expiry);
      // The clock may be set back; a timer goes on.
      expiry = setTimeout(
        () => {
          provedUntilMs = 0;
        },
        Math.max(0, leftMs),
      ).unref();
      settle(leftMs > 0);
    },

    /** Waits for the proof that has been asked for, unless it has been due for too long. @returns whether it has come */
    waitForProof(now: number): Promise<boolean> | false {
      const leftMs = requestedAtMs === undefined ? 0 : requestedAtMs + timing.waitMs - now;
      if (leftMs <= 0) return false;
      if (waiter === undefined) {
        let resolve: (isProved: boolean) => void = () => {};
        const promise = new Promise<boolean>((resolvePromise) => {
          resolve = resolvePromise;
        });
        const timer = setTimeout(() => settle(false), leftMs);
        waiter = {
          promise,
          settle(isProved) {
            clearTimeout(timer);
            resolve(isProved);
          },
        };
      }
      return waiter.promise;
    },

    /** Forgets the proof that there is: changes may be missed from now on. */
    dropProof(): void {
      if (provedUntilMs === Number.POSITIVE_INFINITY) return;
      expire();
      settle(false);
    },
  };
}
