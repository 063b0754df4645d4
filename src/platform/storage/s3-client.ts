/** How the bucket is reached. */
export type S3Settings = {
  bucket: string;
  region: string;
  /** The URL of a storage other than AWS. */
  endpoint: string | undefined;
  /** Whether the bucket is in the path of the URL, and not in the name of the host. */
  isPathStyle: boolean;
  /** The beginning of the keys of all files. It is empty or ends with `/`. */
  prefix: string;
  /** Undefined means the default chain of the SDK: environment, profile or the role of the machine. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
};

/** Times in milliseconds. The time of a request ends with the first byte of its response. */
const timing = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/** Connections to the storage. A slow reader holds one until it has the file. */
const agent = { keepAlive: true, maxSockets: 256 };

/** Returns a function that connects once. The SDK is large, so it is loaded only when the function is called. */
export function connectToS3({ bucket: _, prefix: __, ...settings }: S3Settings) {
  const connect = async () => {
    const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
    const client = new sdk.S3Client({
      region: settings.region,
      forcePathStyle: settings.isPathStyle,
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
      ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
      // Each request is signed with the SHA-256 checksum of its body. Many storages do not know other checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { ...timing, throwOnRequestTimeout: true, httpAgent: agent, httpsAgent: agent },
    });
    return { sdk, client, Upload };
  };
  let connection: ReturnType<typeof connect> | undefined;
  return () => (connection ??= connect());
}
