import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { ImageImports } from '../../../content/assets/index.js';
import { formatLanguageTag } from '../../../lib/language-tag.js';
import type { Actor } from '../../../platform/auth/index.js';
import { type ImageFailure, imageFailureOf } from './failures.js';
import { createHostLimits } from './hosts.js';
import type { DraftImage } from './images.js';

/** How long to wait before further attempts after temporary failures. Milliseconds. */
const retryDelaysMs = [500, 2_000];

/** The maximum number of images of which an import remembers what became of them. */
const maxRemembered = 20_000;

/** What became of an image: the id of its asset, or why there is none. */
export type FetchResult = { id: string } | ImageFailure;

type Dependencies = { images: ImageImports; actor: Actor; signal: AbortSignal | undefined };

/** Creates the client that fetches the images of an import, each address once. */
export function createImageFetcher({ images, actor, signal }: Dependencies) {
  const runDownload = createHostLimits();
  const results = new LRUCache<string, Promise<FetchResult>>({ max: maxRemembered });

  async function fetchAddress(address: string, image: DraftImage, lang: string): Promise<FetchResult> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return {
          id: await runDownload(address, () => images.fetch(actor, address, descriptionOf(image, lang), signal)),
        };
      } catch (error) {
        const failure = imageFailureOf(error);
        if (failure === undefined) throw error;
        const delayMs = retryDelaysMs[attempt];
        if (!failure.isTemporary || delayMs === undefined || signal?.aborted) return failure;
        await sleep(delayMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Fetches an image from the best of its addresses that has it. */
  async function fetchImage(image: DraftImage, lang: string): Promise<FetchResult> {
    let failure: FetchResult | undefined;
    for (const address of image.sources) {
      const result = results.get(address) ?? fetchAddress(address, image, lang);
      results.set(address, result);
      failure = await result;
      if ('id' in failure) break;
    }
    return failure ?? { reason: 'image-unreachable', detail: 'The image has no address.', isTemporary: false };
  }

  return fetchImage;
}

/** Returns the description of a new asset: what the article says about the image. */
function descriptionOf({ alt, caption, credit }: DraftImage, lang: string) {
  return {
    ...(alt === null ? {} : { alt: { [formatLanguageTag(lang)]: alt.slice(0, 1_000) } }),
    ...(caption === null ? {} : { caption: caption.slice(0, 5_000) }),
    ...(credit === null ? {} : { credit: credit.slice(0, 500) }),
  };
}
