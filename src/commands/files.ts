import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';

/** Something to import. */
export type ImportSource = {
  /** For people. */
  label: string;
  /** What tells its format beside its bytes. */
  name: string | null;
  /** Bytes; 0 where nobody knows. */
  size: number;
  open(): Readable;
  /** Whether it can be opened again. */
  isFile: boolean;
};

const markdownPattern = /\.(?:md|markdown)$/i;
const importablePattern = /\.(?:ndjson|jsonl|json|xml|rss|atom|html?|zip|tar|tgz|gz)$/i;

/**
 * What there is to import under these paths: a file is one source, in a folder all Markdown is one and every other file of stories another.
 *
 * @throws ENOENT and the like for what cannot be read
 */
export async function findSources(paths: readonly string[]): Promise<ImportSource[]> {
  const sources: ImportSource[] = [];
  for (const path of paths) {
    if (path === '-') {
      sources.push({ label: 'standard input', name: null, size: 0, open: () => process.stdin, isFile: false });
      continue;
    }
    const stats = await stat(path);
    if (!stats.isDirectory()) {
      sources.push(fileSource(path, stats.size));
      continue;
    }
    const files = await listFiles(path);
    const markdownFiles = files.filter((file) => markdownPattern.test(file));
    if (markdownFiles.length > 0) sources.push(await folderSource(path, markdownFiles));
    for (const file of files.filter((one) => importablePattern.test(one)))
      sources.push(fileSource(file, (await stat(file)).size));
  }
  return sources;
}

const fileSource = (path: string, size: number): ImportSource => ({
  label: path,
  name: basename(path),
  size,
  open: () => createReadStream(path),
  isFile: true,
});

/** Files of a folder and of those in it, without hidden ones, in the order of their names. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await listFiles(path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}

/** A folder of Markdown as the archive that it would be sent in. */
async function folderSource(folder: string, files: readonly string[]): Promise<ImportSource> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const open = () => {
    const archive = pack();
    const fill = async () => {
      for (const [index, file] of files.entries()) {
        const name = relative(folder, file).split(sep).join('/');
        await pipeline(createReadStream(file), archive.entry({ name, size: sizes[index] ?? 0 }));
      }
      archive.finalize();
    };
    fill().catch((error: Error) => archive.destroy(error));
    return Readable.from(archive, { objectMode: false });
  };
  // What an archive puts around each file, and at its end.
  const size = sizes.reduce((sum, one) => sum + 512 + Math.ceil(one / 512) * 512, 1024);
  const label = `${folder} (${files.length} in Markdown)`;
  return { label, name: `${basename(folder)}.tar`, size, open, isFile: true };
}
