export { createThreads, type Threads } from './pool.js';
export { createTimedThreads, TaskTimeout, type TimedThreads } from './time-limit.js';
