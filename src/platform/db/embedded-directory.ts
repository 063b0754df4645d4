import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const markerOf = (directory: string) => `${directory}.incomplete`;

/** Returns whether `directory` contains a cluster that was created completely. */
export async function hasCluster(directory: string): Promise<boolean> {
  // The last file that initdb writes before the cluster can be started. Without it there has never been a cluster.
  return (await exists(join(directory, 'global', 'pg_control'))) && !(await exists(markerOf(directory)));
}

/**
 * Opens a cluster in `directory`. While the cluster is being created, a marker file lies beside it. An incomplete
 * cluster of a killed process is deleted and created again. No data can be lost, because nobody has opened it yet.
 *
 * @param create creates the cluster, or opens the existing one
 */
export async function openDirectory<Cluster>(
  directory: string,
  create: (directory: string) => Promise<Cluster>,
): Promise<Cluster> {
  const incompleteMarker = markerOf(directory);
  if (!(await hasCluster(directory))) {
    await mkdir(join(directory, '..'), { recursive: true });
    await writeFile(incompleteMarker, '');
    await rm(directory, { recursive: true, force: true });
  }
  const cluster = await create(directory);
  await rm(incompleteMarker, { force: true });
  return cluster;
}
