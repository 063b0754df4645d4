import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';

/** Something to import. */
export type ImportSource = {
  /** The name that messages show. */
  label: string;
  /** The file name, which helps to detect the format. */
  name: string | null;
  /** Bytes; 0 if the size is unknown. */
  size: number;
  open(): Readable;
  /** Whether the source can be opened more than once. */
  isFile: boolean;
};

const markdownPattern = /\.(?:md|markdown)$/i;
const importablePattern = /\.(?:ndjson|jsonl|json|xml|rss|atom|html?|txt|text|zip|tar|tgz|gz)$/i;

/**
 * Returns the sources to import from these paths. A file is one source. In a folder, all Markdown files together are
 * one source, and every other file that may hold articles is a source of its own.
 *
 * @param onIgnored is called for each file of a folder that is no source, except hidden ones
 * @throws file system errors such as ENOENT for paths that cannot be read
 */
export async function findSources(
  paths: readonly string[],
  onIgnored: (file: string) => void = () => {},
): Promise<ImportSource[]> {
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
    for (const file of files)
      if (importablePattern.test(file)) sources.push(fileSource(file, (await stat(file)).size));
      else if (!markdownPattern.test(file)) onIgnored(file);
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

/** Returns the files of a folder and its subfolders, sorted by name, without hidden files and folders. */
export async function listFiles(folder: string): Promise<string[]> {
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

/** Returns the Markdown files of a folder as one tar archive. */
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
  // A tar archive has a header of 512 bytes per file, pads files to 512 bytes, and ends with 1024 bytes.
  const size = sizes.reduce((sum, one) => sum + 512 + Math.ceil(one / 512) * 512, 1024);
  const label = `${folder} (${files.length} in Markdown)`;
  return { label, name: `${basename(folder)}.tar`, size, open, isFile: true };
}
