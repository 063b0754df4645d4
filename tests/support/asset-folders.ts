import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetFiles } from '../../src/flows/asset-files/index.js';
import { systemActor } from '../../src/platform/auth/index.js';
import type { Body, TestNewsroom } from './newsroom.js';

/** Writes all assets of a newsroom to a folder. */
export const exportFolder = ({ newsroom }: TestNewsroom, folder: string) =>
  assetFiles(newsroom.assets).export(systemActor, folder);

/** Imports the assets of a folder. */
export const importFolder = ({ newsroom }: TestNewsroom, folder: string, isDryRun = false) =>
  assetFiles(newsroom.assets).import(systemActor, folder, { isDryRun });

/** The path of the file with a checksum in a folder. */
export const fileIn = (folder: string, checksum: string) => join(folder, 'files', checksum.slice(0, 2), checksum);

/** Changes the entries of a folder. */
export async function changeEntries(folder: string, change: (entries: Body[]) => Body[]): Promise<void> {
  const path = join(folder, 'assets.ndjson');
  const entries = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  await writeFile(
    path,
    change(entries)
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  );
}

/** Returns all assets of a newsroom as editors see them, the oldest first. */
export async function deskAssets({ request }: TestNewsroom): Promise<Body[]> {
  const all: Body[] = [];
  for (let next = ''; ; ) {
    const { body } = await request('GET', `/v1/desk/assets?limit=100&sort=createdAt${next}`, { as: 'admin' });
    all.push(...body.data);
    if (body.page.next === null) return all;
    next = `&after=${body.page.next}`;
  }
}
