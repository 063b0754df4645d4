import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { type Problem, problems } from '../../../src/platform/problems/index.js';
import { createStorage, type S3Settings, type Storage } from '../../../src/platform/storage/index.js';
import { hasS3Server, noS3Server, type S3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

if (!hasS3Server) {
  t.test('an S3 bucket', { skip: noS3Server }, () => {});
} else {
  const server = await startS3Server(t);
  testS3Storage(server);
}

function testS3Storage({ settings, client }: S3Server): void {
  const Bucket = settings.bucket;
  const open = (test: Test, changes: Partial<S3Settings> = {}): Storage =>
    createStorage({ kind: 's3', folder: temporaryFolder(test), s3: { ...settings, ...changes } });

  async function* parts(bytes: Buffer) {
    yield bytes;
  }

  const problemOf = (work: Promise<unknown>): Promise<Problem> =>
    work.then(
      () => Promise.reject(new Error('It did not fail.')),
      (error: Problem) => error,
    );

  const uploadsOf = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
  const keys = async (Prefix: string) =>
    ((await client.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? []).map(({ Key }) => Key);

  t.test('puts the prefix before every key, so that newsrooms can share a bucket', async (t) => {
    for (const prefix of ['', 'one/', 'two/paper/']) {
      const storage = open(t, { prefix });
      const file = await storage.receive(parts(Buffer.from(prefix)));
      await file.store('originals/aa/shared');
      await file.discard();
      t.same(await keys(`${prefix}originals/`), [`${prefix}originals/aa/shared`]);
      const found: string[] = [];
      for await (const { key } of storage.list('originals/')) found.push(key);
      t.same(found, ['originals/aa/shared']);
    }
  });

  t.test('leaves nothing in the bucket when a part of a file is refused', async (t) => {
    // Stands between the client and the server, and refuses the second part of every file.
    const proxy = createServer((incoming, outgoing) => {
      if (/[?&]partNumber=2\b/.test(incoming.url ?? '')) {
        incoming.resume().once('end', () => outgoing.writeHead(403).end());
        return;
      }
      const { hostname, port } = new URL(settings.endpoint ?? '');
      const { method = 'GET', url: path = '/', headers } = incoming;
      const forwarded = request({ hostname, port, method, path, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      });
      // Swift ends its responses to HEAD with the end of a body that they do not have.
      forwarded.on('error', () => {});
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    t.teardown(() => proxy.close().closeAllConnections());
    const { port } = proxy.address() as AddressInfo;
    const storage = open(t, { endpoint: `http://127.0.0.1:${port}` });
    const file = await storage.receive(parts(randomBytes(11 * 1024 * 1024)));
    t.equal((await problemOf(file.store('originals/bb/refused'))).definition, problems.unavailable);
    t.equal(await storage.size('originals/bb/refused'), undefined);
    t.same(await uploadsOf(), []);
    await file.discard();
  });

  t.test('finds and ends uploads that a crash interrupted', async (t) => {
    const storage = open(t);
    const Key = `${settings.prefix}originals/cc/interrupted`;
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'of-somebody-else' }));
    const found = async (before: Date) => {
      const names: string[] = [];
      for await (const { name } of storage.listIncomplete(before)) names.push(name);
      return names;
    };
    const tomorrow = new Date(Date.now() + 86_400_000);
    t.same(await found(new Date(Date.now() - 86_400_000)), []);
    t.match(await found(tomorrow), [/^originals\/cc\/interrupted \(upload \S+\)$/]);
    for await (const incomplete of storage.listIncomplete(tomorrow)) await incomplete.remove();
    t.same(await found(tomorrow), []);
    t.match(await uploadsOf(), [{ Key: 'of-somebody-else' }], 'other uploads in the bucket stay');
  });

  t.test('says why the storage does not work, without the credentials', async (t) => {
    const accessKeyId = settings.credentials?.accessKeyId ?? '';
    const wrongKey = { accessKeyId, secretAccessKey: 'hunter2' };
    const cases: [string, Partial<S3Settings>, RegExp][] = [
      ['a wrong key', { credentials: wrongKey }, /\(SignatureDoesNotMatch\)/],
      ['no such bucket', { bucket: 'no-such-bucket' }, /\(NoSuchBucket\)/],
      ['nobody listens', { endpoint: 'http://127.0.0.1:1' }, /does not respond/],
    ];
    for (const [name, changes, expected] of cases) {
      const storage = open(t, changes);
      const { definition, detail } = await problemOf(storage.open('originals/dd/any'));
      t.equal(definition, problems.unavailable, name);
      t.match(detail, expected, name);
      t.notMatch(detail, /hunter2/, name);
    }
  });
}
