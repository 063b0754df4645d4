import type { Newsroom } from '../newsroom.js';

/** Opens the newsroom that the environment names, its schema up to date, for the time of some work. */
export type WithNewsroom = (work: (newsroom: Newsroom) => Promise<void>) => Promise<void>;
