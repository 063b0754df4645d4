export { type Client, type ClientOptions, createClient } from './client.ts';
export { ApiProblem, ok, type Problem } from './problem.ts';
export type { components, paths } from './schema.d.ts';
export type { Upload, UploadOptions } from './uploads.ts';
