import { isId } from '../../content/slugs/index.js';
import type { Draft } from './draft.js';
import { omittedAssetId } from './media/images.js';
import type { Item } from './outcome.js';

/** The tag of an image up to the id of its asset. Texts may contain references, too, which stay as they are. */
const imageOfAsset = /(<img\b[^<>]*\ssrc\s*=\s*["']?asset:)([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/gi;

/** Returns the ids in references to assets in the body of a draft, each once. */
const bodyAssetIds = ({ body }: Draft): string[] => [
  ...new Set(
    Array.from(body.matchAll(/asset:([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/gi), ([, id = '']) => id.toLowerCase()),
  ),
];

/**
 * Returns the ids of the assets that drafts name as their lead images and in their bodies, and the checksums of files by
 * which assets of another newsroom are found.
 */
export function assetReferencesOf(items: readonly Item[]): { ids: string[]; checksums: string[] } {
  const drafts = items.flatMap(({ read }) => (read.kind === 'draft' ? [read.draft] : []));
  const leadIds = drafts.flatMap(({ leadImage }) => leadImage?.asset?.id ?? []).filter(isId);
  return {
    ids: [...leadIds, ...drafts.flatMap(bodyAssetIds)],
    checksums: drafts.flatMap(({ assets = [] }) => assets.map(({ checksum }) => checksum)),
  };
}

/** The assets here that are images and that drafts refer to. */
type KnownImages = { ids: ReadonlySet<string>; idByChecksum: ReadonlyMap<string, string> };

export const createKnownImages = (images: readonly { id: string; checksum: string }[]): KnownImages => ({
  ids: new Set(images.map(({ id }) => id)),
  idByChecksum: new Map(images.map(({ id, checksum }) => [checksum, id])),
});

/**
 * Replaces references to assets of another newsroom by those to the assets here that have the same files. Notes which
 * assets in the body are not images here, and keeps the lead image as `withKnownLeadAsset` does.
 */
export function withKnownAssets(original: Draft, images: KnownImages): Draft {
  const draft = withOwnAssets(original, images);
  const ids = draft.plannedAssets === undefined ? images.ids : new Set([...images.ids, ...draft.plannedAssets]);
  const unknownAssets = bodyAssetIds(draft).filter((id) => !ids.has(id));
  return withKnownLeadAsset(unknownAssets.length === 0 ? draft : { ...draft, unknownAssets }, ids);
}

function withOwnAssets(draft: Draft, { ids, idByChecksum }: KnownImages): Draft {
  const ownIds = new Map(
    (draft.assets ?? []).flatMap(({ id, checksum }) => {
      const ownId = ids.has(id) ? undefined : idByChecksum.get(checksum);
      return ownId === undefined ? [] : [[id, ownId] as const];
    }),
  );
  if (ownIds.size === 0) return draft;
  const { leadImage } = draft;
  const leadId = ownIds.get(leadImage?.asset?.id.toLowerCase() ?? '');
  return {
    ...draft,
    body: draft.body.replace(
      imageOfAsset,
      (image, start: string, id: string) => `${start}${ownIds.get(id.toLowerCase()) ?? image.slice(start.length)}`,
    ),
    ...(leadImage?.asset === undefined || leadId === undefined
      ? {}
      : { leadImage: { ...leadImage, asset: { ...leadImage.asset, id: leadId } } }),
  };
}

/** Returns a draft with the omissions for these assets, which were removed from its body. */
export function withOmittedAssets(draft: Draft, removedIds: readonly string[]): Draft {
  // The report has images that were left out on purpose already.
  const ids = removedIds.filter((id) => id !== omittedAssetId);
  if (ids.length === 0) return draft;
  const omissions = ids.map((id) => ({ what: `image of the asset ${id}`, reason: 'unknown-asset' }));
  return { ...draft, omissions: [...draft.omissions, ...omissions] };
}

/**
 * Keeps the asset of the lead image if it is known. Otherwise keeps the address of the file, or leaves the image out if
 * the address is not that of a web server.
 */
function withKnownLeadAsset(draft: Draft, knownIds: ReadonlySet<string>): Draft {
  if (draft.leadImage?.asset === undefined || knownIds.has(draft.leadImage.asset.id)) return draft;
  const { asset, ...image } = draft.leadImage;
  if (image.url !== '') return { ...draft, leadImage: image };
  const omission = { what: `lead image with the asset ${asset.id}`, reason: 'unknown-asset' };
  return { ...draft, leadImage: null, omissions: [...draft.omissions, omission] };
}

/** Returns the lead image of a draft as the input of the API. */
export function leadImageInput({ leadImage }: Draft): object | null {
  if (leadImage?.asset === undefined) return leadImage;
  const { id: asset, ...texts } = leadImage.asset;
  return { asset, ...texts };
}
