import sharp from 'sharp';
import type { TestNewsroom } from './newsroom.js';

let pictureCount = 0;

/** Returns a small PNG image. No two calls in a process return the same image, unless the colour is given. */
export function pngOf(colour?: string): Promise<Buffer> {
  pictureCount += 1;
  const background = colour ?? `#${pictureCount.toString(16).padStart(6, '0')}`;
  return sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer();
}

/** What a request needs to upload a new image. */
export const newUpload = async () => ({
  path: '/v1/assets',
  raw: await pngOf(),
  headers: { 'content-type': 'application/octet-stream' },
});

/** Uploads an image, and makes it public if that is asked for. Returns its id. */
export async function createAsset(
  request: TestNewsroom['request'],
  visibility: 'draft' | 'public' = 'public',
): Promise<string> {
  const { path, ...upload } = await newUpload();
  const { status, text, body } = await request('POST', path, { as: 'admin', ...upload });
  if (status !== 201) throw new Error(`${status} ${text}`);
  if (visibility === 'public') await request('PATCH', `/v1/assets/${body.id}`, { as: 'admin', body: { visibility } });
  return body.id;
}
