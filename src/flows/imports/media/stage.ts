import { createHash } from 'node:crypto';
import { type ArticleService, externalIdKey } from '../../../content/articles/index.js';
import type { ImageImports } from '../../../content/assets/index.js';
import type { Actor } from '../../../platform/auth/index.js';
import type { Omission } from '../draft.js';
import { quote } from '../normalisation/fields.js';
import type { Item, MediaMode, Mode } from '../outcome.js';
import { refusalOfUpdate } from '../refusals.js';
import { createImageFetcher, type FetchResult } from './fetcher.js';
import { type DraftImage, imagesOf, withAssets, withoutImages } from './images.js';

/** The language of articles whose language is unknown, as when they are written. */
const defaultLang = 'en';

/** The maximum number of images of one article that the report names. */
const maxNamed = 50;

/** How many batches have their images fetched while an earlier batch waits for a slow server. */
const maxBatchesAhead = 2;

type Dependencies = {
  articles: ArticleService;
  images: ImageImports;
  actor: Actor;
  media: MediaMode;
  mode: Mode;
  dryRun: boolean;
  signal: AbortSignal | undefined;
};

/** The items of a batch, and those before them that an earlier run has processed. */
export type SplitBatch = { earlierItems: Item[]; items: Item[] };

/** Creates the step that replaces the images of articles by assets, or leaves the images out. */
export function createMediaStage({ articles, images, actor, media, mode, dryRun, signal }: Dependencies) {
  const fetchImage = createImageFetcher({ images, actor, signal });

  /** Returns the items whose articles the import may write. The images of others are not fetched. */
  async function findWritable(items: readonly Item[]): Promise<ReadonlySet<Item>> {
    if (items.length === 0 || dryRun) return new Set();
    const drafts = items.flatMap(({ read }) => (read.kind === 'draft' ? [read.draft] : []));
    const existingArticles = await articles.importing.findExisting(drafts.map(({ key }) => key));
    const ids = Array.from(existingArticles.values(), ({ id }) => id);
    const foreignIds = await articles.importing.findForeign(actor, ids);
    return new Set(
      items.filter(({ read }) => {
        if (read.kind !== 'draft') return false;
        const existingArticle = existingArticles.get(externalIdKey(read.draft.key));
        return (
          existingArticle === undefined ||
          refusalOfUpdate(read.draft, existingArticle, { actor, mode, foreignIds }) === undefined
        );
      }),
    );
  }

  /** Fetches the images of articles that are not known yet. Images that cannot be fetched keep their addresses. */
  async function withFetchedImages({ earlierItems, items }: SplitBatch): Promise<SplitBatch> {
    const imagesByItem = new Map(
      [...earlierItems, ...items].flatMap((item) =>
        item.read.kind === 'draft' ? [[item, imagesOf(item.read.draft)] as const] : [],
      ),
    );
    const sources = Array.from(imagesByItem.values(), ({ images: draftImages }) =>
      draftImages.flatMap((image) => image.sources),
    ).flat();
    const knownIds = await images.findByAddress([...new Set(sources)]);
    const knownIdOf = (image: DraftImage): string | undefined =>
      image.sources.map((source) => knownIds.get(source)).find((id) => id !== undefined);

    const writableItems = await findWritable(
      items.filter((item) => imagesByItem.get(item)?.images.some((image) => knownIdOf(image) === undefined)),
    );

    async function resolve(item: Item): Promise<Item> {
      const draftImages = imagesByItem.get(item);
      if (item.read.kind !== 'draft' || draftImages === undefined) return item;
      const { draft } = item.read;
      const [idsByAddress, plannedAssets, omissions] = [
        new Map<string, string>(),
        [] as string[],
        [...draftImages.omissions],
      ];
      const isFetched = writableItems.has(item);
      await Promise.all(
        draftImages.images.map(async (image) => {
          const knownId = knownIdOf(image);
          if (knownId !== undefined) idsByAddress.set(image.address, knownId);
          else if (dryRun) {
            const plannedId = plannedIdOf(image.address);
            idsByAddress.set(image.address, plannedId);
            plannedAssets.push(plannedId);
            omissions.push(plannedOmission(image));
          } else if (isFetched) {
            const result = await fetchImage(image, draft.lang ?? defaultLang);
            if ('id' in result) idsByAddress.set(image.address, result.id);
            else omissions.push(omissionOf(image, result));
          }
        }),
      );
      const localDraft = withAssets(draft, idsByAddress);
      return {
        ...item,
        read: {
          kind: 'draft',
          draft: {
            ...localDraft,
            ...(plannedAssets.length === 0 ? {} : { plannedAssets }),
            omissions: [...draft.omissions, ...shorten(omissions)],
          },
        },
      };
    }

    return {
      earlierItems: await Promise.all(earlierItems.map(resolve)),
      items: await Promise.all(items.map(resolve)),
    };
  }

  /**
   * Yields batches in their order, with the images that their articles will show. While a batch waits for a slow server,
   * the images of the next batches are fetched.
   */
  async function* resolveAll(batches: AsyncIterable<SplitBatch>): AsyncGenerator<SplitBatch> {
    const queue: Promise<SplitBatch>[] = [];
    for await (const batch of batches) {
      const nextBatch = withFetchedImages(batch);
      // An error is thrown when this batch is awaited. Until then it must not count as unhandled.
      nextBatch.catch(() => {});
      queue.push(nextBatch);
      if (queue.length > maxBatchesAhead) yield (await queue.shift()) as SplitBatch;
    }
    for (const nextBatch of queue) yield await nextBatch;
  }

  return function process(batches: AsyncIterable<SplitBatch>): AsyncIterable<SplitBatch> {
    if (media === 'fetch') return resolveAll(batches);
    return media === 'skip' ? skipImages(batches) : batches;
  };
}

async function* skipImages(batches: AsyncIterable<SplitBatch>): AsyncGenerator<SplitBatch> {
  const skip = (item: Item): Item =>
    item.read.kind === 'draft' ? { ...item, read: { kind: 'draft', draft: withoutImages(item.read.draft) } } : item;
  for await (const { earlierItems, items } of batches)
    yield { earlierItems: earlierItems.map(skip), items: items.map(skip) };
}

/** Returns the id that stands for an image in a dry run. The same address always has the same id. */
function plannedIdOf(address: string): string {
  const digest = createHash('sha256').update(address).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const nameOf = ({ address }: DraftImage): string => `image ${quote(address)}`;

const plannedOmission = (image: DraftImage): Omission => ({
  what: nameOf(image),
  reason: 'image-to-fetch',
  detail: 'The import would fetch the image. If that fails, the image keeps its address.',
});

const omissionOf = (image: DraftImage, { reason, detail }: Exclude<FetchResult, { id: string }>): Omission => ({
  what: nameOf(image),
  reason,
  detail: `${detail} The image keeps its address. To try again, import the file again.`,
});

/** Names some omissions, sorted because downloads end in any order, and counts the others. */
function shorten(omissions: readonly Omission[]): Omission[] {
  const inOrder = omissions.toSorted((one, other) => (one.what < other.what ? -1 : 1));
  const surplus = inOrder.slice(maxNamed);
  if (surplus.length === 0) return inOrder;
  const { reason = '' } = surplus[0] ?? {};
  return [...inOrder.slice(0, maxNamed), { what: `${surplus.length} more images`, reason }];
}
