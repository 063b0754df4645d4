import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Opens a cluster in `directory`. While it is being made, a mark lies beside it: files of which a process made only some before it was
 * killed are deleted and made again. Nothing can be stored in them: nobody has opened them yet.
 *
 * @param create makes the cluster, or opens the one that is there
 */
export async function openDirectory<Cluster>(
  directory: string,
  create: (directory: string) => Promise<Cluster>,
): Promise<Cluster> {
  const incompleteMarker = `${directory}.incomplete`;
  // The last file that initdb writes before the cluster can be started; without it there has never been one.
  const isNew = !(await exists(join(directory, 'global', 'pg_control')));
  if (isNew || (await exists(incompleteMarker))) {
    await mkdir(join(directory, '..'), { recursive: true });
    await writeFile(incompleteMarker, '');
    await rm(directory, { recursive: true, force: true });
  }
  const cluster = await create(directory);
  await rm(incompleteMarker, { force: true });
  return cluster;
}
