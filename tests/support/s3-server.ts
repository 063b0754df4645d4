import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../src/platform/storage/index.js';
import { runProgram } from './postgres-programs.js';
import { freePort } from './server-process.js';

/** Debian's Python, for which Debian's package python3-swift is installed. */
const python = '/usr/bin/python3';

/** Whether OpenStack Swift is installed, a storage that has the interface of S3 with signatures of version 4. */
export const hasS3Server = await runProgram(python, ['-c', 'import swift.common.middleware.s3api']).then(
  () => true,
  () => false,
);

export const noS3Server = 'This needs a server with the interface of S3. Install the Debian package python3-swift.';

export type S3Server = {
  /** The settings of a bucket that exists. */
  settings: S3Settings;
  /** The same as environment variables. */
  environment: Record<string, string>;
  client: S3Client;
  /** Ends the server without a warning. */
  kill(): void;
};

/** Starts an S3 server with an empty bucket. It ends with the test at the latest. */
export async function startS3Server(test: { teardown(after: () => unknown): void }): Promise<S3Server> {
  // Swift stores metadata in extended attributes, which some file systems below $TMPDIR do not have.
  const folder = await mkdtemp('/tmp/broadsheet-s3-');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'paper:press', secretAccessKey: 'a-secret-of-the-paper' };
  const server = spawn(python, [
    join(import.meta.dirname, 'swift-server.py'),
    folder,
    String(port),
    credentials.accessKeyId,
    credentials.secretAccessKey,
  ]);
  let output = '';
  server.stderr.on('data', (chunk) => (output += chunk));
  const kill = () => server.kill('SIGKILL');
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
  test.teardown(async () => {
    client.destroy();
    kill();
    await rm(folder, { recursive: true, force: true });
  });
  const bucket = 'media';
  for (let tries = 0; ; tries += 1) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      break;
    } catch (error) {
      if (tries > 200 || server.exitCode !== null)
        throw new Error(`The S3 server did not start: ${output}`, { cause: error });
      await sleep(50);
    }
  }
  return {
    settings: { bucket, region: 'us-east-1', endpoint, isPathStyle: true, prefix: 'paper/', credentials },
    environment: {
      MEDIA_STORAGE: 's3',
      MEDIA_S3_BUCKET: bucket,
      MEDIA_S3_ENDPOINT: endpoint,
      MEDIA_S3_PATH_STYLE: 'on',
      MEDIA_S3_PREFIX: 'paper',
      MEDIA_S3_ACCESS_KEY_ID: credentials.accessKeyId,
      MEDIA_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    client,
    kill,
  };
}
