import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { problems } from '../problems/index.js';
import { listIncompleteFiles, receiveParts } from './local-files.js';
import { connectToS3, type S3Settings } from './s3-client.js';
import { missingFile, requireKey, type Storage } from './storage.js';

/**
 * The size of a part of a large file in bytes, the minimum of S3. All parts but the last have the same size. A file has
 * at most 10,000 parts, so parts of very large files are larger.
 */
const partBytes = 5 * 1024 * 1024;
const maxParts = 10_000;

/** How many parts of a file are sent at the same time. They are in memory until then. */
const partsAtOnce = 2;

type Log = { warn(details: object, message: string): void };

/** Whether an error of the SDK says that there is no such file, or no such upload. */
function isNotFound(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket';
}

/**
 * Stores files in a bucket of S3, or of a storage with the same interface.
 *
 * @param folder a local folder. It has the files that are being received, because some programs only read local files
 */
export function createS3Storage(settings: S3Settings, folder: string, log?: Log): Storage {
  const { bucket, prefix } = settings;
  const connect = connectToS3(settings);
  const place = (key: string) => ({ Bucket: bucket, Key: `${prefix}${requireKey(key)}` });

  /** Runs requests to S3. @throws unavailable if they fail for another reason than a missing file */
  async function run<Result>(work: (s3: Awaited<ReturnType<typeof connect>>) => Promise<Result>): Promise<Result> {
    try {
      return await work(await connect());
    } catch (error) {
      if (isNotFound(error)) throw error;
      log?.warn({ err: error, bucket }, 'the S3 storage failed');
      const { name = '' } = error as { name?: string };
      const reason = /^[a-z]{1,60}$/i.test(name) ? ` (${name})` : '';
      throw problems.unavailable(`The S3 storage does not respond, or it refuses the request${reason}.`, {
        headers: { 'retry-after': '5' },
      });
    }
  }

  async function size(key: string): Promise<number | undefined> {
    const target = place(key);
    try {
      return (await run(({ sdk, client }) => client.send(new sdk.HeadObjectCommand(target)))).ContentLength ?? 0;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Sends a file. A failed upload leaves nothing behind. */
  async function upload(key: string, path: string, bytes: number): Promise<void> {
    const body = createReadStream(path, { highWaterMark: 1024 * 1024 });
    const params = { ...place(key), Body: body, ContentLength: bytes };
    const partSize = Math.max(partBytes, Math.ceil(bytes / maxParts));
    try {
      await run(({ Upload, client }) => new Upload({ client, params, partSize, queueSize: partsAtOnce }).done());
    } finally {
      body.destroy();
    }
  }

  return {
    size,

    async receive(parts) {
      const localFile = await receiveParts(folder, parts);
      return {
        ...localFile,
        async store(key) {
          if ((await size(key)) === undefined) await upload(key, localFile.path, localFile.bytes);
        },
      };
    },

    async find(key, maxBytes) {
      const source = place(key);
      try {
        return await run(async ({ sdk, client }) => {
          const { Body, ContentLength: bytes = 0 } = await client.send(new sdk.GetObjectCommand(source));
          const body = Body as Readable;
          if (bytes <= maxBytes) return { bytes, content: await buffer(body) };
          body.destroy();
          return { bytes };
        });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async open(key, range) {
      const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
      const source = { ...place(key), ...part };
      try {
        const { Body } = await run(({ sdk, client }) => client.send(new sdk.GetObjectCommand(source)));
        return Body as Readable;
      } catch (error) {
        throw isNotFound(error) ? missingFile() : error;
      }
    },

    async remove(key) {
      const target = place(key);
      await run(({ sdk, client }) => client.send(new sdk.DeleteObjectCommand(target)));
    },

    async *list(folderPrefix) {
      let next: string | undefined;
      do {
        const page = await run(({ sdk, client }) =>
          client.send(
            new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix + folderPrefix, ContinuationToken: next }),
          ),
        );
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
          yield { key: Key.slice(prefix.length), bytes: Size, changedAt: LastModified ?? new Date() };
        next = page.NextContinuationToken;
      } while (next !== undefined);
    },

    async *listIncomplete(before) {
      yield* listIncompleteFiles(folder, before);
      let position: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> | undefined = {};
      while (position !== undefined) {
        const request: ListMultipartUploadsCommandInput = { Bucket: bucket, Prefix: prefix, ...position };
        const page: ListMultipartUploadsCommandOutput = await run(({ sdk, client }) =>
          client.send(new sdk.ListMultipartUploadsCommand(request)),
        );
        for (const { Key = '', UploadId, ...upload } of page.Uploads ?? []) {
          const changedAt = upload.Initiated ?? new Date();
          if (changedAt >= before) continue;
          const remove = async () => {
            const target = { Bucket: bucket, Key, UploadId };
            await run(({ sdk, client }) => client.send(new sdk.AbortMultipartUploadCommand(target))).catch((error) => {
              if (!isNotFound(error)) throw error;
            });
          };
          yield { name: `${Key.slice(prefix.length)} (upload ${UploadId})`, changedAt, remove };
        }
        position = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
          : undefined;
      }
    },
  };
}
