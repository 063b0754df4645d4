import type { Newsroom } from '../newsroom.js';
import type { Config } from '../platform/config.js';

/** Opens the newsroom that the environment names, applies pending migrations, runs the work and closes it. */
export type WithNewsroom = (work: (newsroom: Newsroom, config: Config) => Promise<void>) => Promise<void>;
