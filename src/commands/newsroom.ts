import type { Newsroom } from '../newsroom.js';
import type { Config } from '../platform/config.js';

/** Opens the newsroom that the environment names, its schema up to date, for the time of some work. */
export type WithNewsroom = (work: (newsroom: Newsroom, config: Config) => Promise<void>) => Promise<void>;
