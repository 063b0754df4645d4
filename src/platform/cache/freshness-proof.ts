/** All values are in milliseconds. */
const timing = {
  /** How long a proof allows cached responses, counted from the sending of its heartbeat. */
  validMs: 800,
  /** The age of a proof at which the next request asks for a new one. */
  renewMs: 300,
  /** How long a request waits for a proof before it goes to the database. */
  waitMs: 100,
};

/**
 * Keeps track of the time up to which this process has received every change. A proof is a message that the process
 * sent to itself through the database. Messages arrive in commit order, so everything committed before the proof was
 * sent has been received.
 *
 * Before `startProving`, no other process can change anything, and everything counts as proved.
 */
export function createFreshnessProof() {
  let lastProofAtMs: number | undefined;
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
    /** Requires proofs from now on, and requests them with `requestNewProof`. */
    startProving(requestNewProof: () => void): void {
      requestProof = requestNewProof;
      expire();
    },

    /**
     * Returns whether cached responses may be served at a time, in milliseconds since 1970. Requests a new proof in
     * time.
     */
    isProved(now: number): boolean {
      if (now >= renewAtMs) renew(now);
      return now < provedUntilMs;
    },

    /** When the last proof was sent, in milliseconds since 1970. Everything committed before it has been received. */
    lastProofAt: (): number | undefined => lastProofAtMs,

    /** Records a proof. @param sentAt when its heartbeat was sent, in milliseconds since 1970 */
    prove(sentAt: number): void {
      const leftMs = sentAt + timing.validMs - Date.now();
      lastProofAtMs = sentAt;
      provedUntilMs = sentAt + timing.validMs;
      renewAtMs = sentAt + timing.renewMs;
      requestedAtMs = undefined;
      clearTimeout(expiry);
      // A timer ends the proof even if the clock is set back.
      expiry = setTimeout(
        () => {
          provedUntilMs = 0;
        },
        Math.max(0, leftMs),
      ).unref();
      settle(leftMs > 0);
    },

    /** Waits for the requested proof, unless it is overdue. @returns whether it has arrived */
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

    /** Discards the current proof, because changes may be missed from now on. */
    dropProof(): void {
      if (provedUntilMs === Number.POSITIVE_INFINITY) return;
      expire();
      settle(false);
    },
  };
}
