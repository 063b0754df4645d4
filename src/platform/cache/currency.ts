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
export function currency() {
  let provedUntil = Number.POSITIVE_INFINITY;
  let renewAt = Number.POSITIVE_INFINITY;
  let askedAt: number | undefined;
  let ask: () => void = () => {};
  let waiting: { promise: Promise<boolean>; settle(isProved: boolean): void } | undefined;
  let expiry: NodeJS.Timeout | undefined;

  function settle(isProved: boolean): void {
    waiting?.settle(isProved);
    waiting = undefined;
  }

  function lapse(): void {
    clearTimeout(expiry);
    provedUntil = 0;
    renewAt = 0;
    askedAt = undefined;
  }

  function renew(now: number): void {
    renewAt = Number.POSITIVE_INFINITY;
    askedAt = now;
    ask();
  }

  return {
    /** Has proofs asked for by `ask` from now on; nothing is proved until the first one. */
    startProving(by: () => void): void {
      ask = by;
      lapse();
    },

    /** Whether what is in memory may be served at this time, in milliseconds since 1970. Asks for a new proof in time. */
    isProved(now: number): boolean {
      if (now >= renewAt) renew(now);
      return now < provedUntil;
    },

    /** Takes a proof. @param sentAt when its beat was sent, in milliseconds since 1970 */
    prove(sentAt: number): void {
      const leftMs = sentAt + timing.validMs - Date.now();
      provedUntil = sentAt + timing.validMs;
      renewAt = sentAt + timing.renewMs;
      askedAt = undefined;
      clearTimeout(expiry);
      // The clock may be set back; a timer goes on.
      expiry = setTimeout(
        () => {
          provedUntil = 0;
        },
        Math.max(0, leftMs),
      ).unref();
      settle(leftMs > 0);
    },

    /** Waits for the proof that has been asked for, unless it has been due for too long. @returns whether it has come */
    proof(now: number): Promise<boolean> | false {
      const leftMs = askedAt === undefined ? 0 : askedAt + timing.waitMs - now;
      if (leftMs <= 0) return false;
      if (waiting === undefined) {
        let resolve: (isProved: boolean) => void = () => {};
        const promise = new Promise<boolean>((done) => {
          resolve = done;
        });
        const timer = setTimeout(() => settle(false), leftMs);
        waiting = {
          promise,
          settle(isProved) {
            clearTimeout(timer);
            resolve(isProved);
          },
        };
      }
      return waiting.promise;
    },

    /** Forgets the proof that there is: changes may be missed from now on. */
    lose(): void {
      if (provedUntil === Number.POSITIVE_INFINITY) return;
      lapse();
      settle(false);
    },
  };
}
