import { join } from 'node:path';
import type { PlannedInvalidations } from './platform/cache/index.js';
import type { Config } from './platform/config.js';

/** The configuration of the services, and how the process that runs them takes part. */
export type NewsroomOptions = Partial<
  Pick<
    Config,
    | 'adminToken'
    | 'rateLimit'
    | 'sharedCache'
    | 'publicUrl'
    | 'articleUrl'
    | 'akismet'
    | 'mail'
    | 'issuers'
    | 'signInUrl'
    | 'corsOrigins'
    | 'commentRetention'
    | 'imports'
    | 'logRetention'
    | 'maxEventStreams'
    | 'media'
    | 'webhooks'
    | 'isDirectoryPublic'
    | 'isReviewRequired'
    | 'trashRetentionDays'
    | 'revisionRetention'
  >
> & {
  /** The key that encrypts and signs. */
  secret: string;
  /** Is called after each change by this process, with the tags of the public responses that have become stale. */
  onStale?: (tags: readonly string[]) => void;
  /** Is called with the times at which public responses will become stale, or with undefined while they are unknown. */
  setPlannedInvalidations?: (invalidations: PlannedInvalidations | undefined) => void;
  /** Returns the current time. Tests replace it. */
  clock?: () => Date;
  /** Logs failures of work that no request waits for. */
  log?: { warn(details: object, message: string): void };
};

/** Where the files of assets are without a configuration. */
export const defaultMedia: Config['media'] = {
  storage: { kind: 'folder', folder: join('.data', 'media'), s3: undefined },
  maxBytes: 2 * 1024 ** 3,
  url: undefined,
  allowPrivate: false,
};
