import { isId } from '../../content/slugs/index.js';
import type { Draft } from './draft.js';
import { omittedAssetId } from './media/images.js';

/** Returns the ids in references to assets in the body of a draft, each once. */
const bodyAssetIds = ({ body }: Draft): string[] => [
  ...new Set(
    Array.from(body.matchAll(/asset:([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/gi), ([, id = '']) => id.toLowerCase()),
  ),
];

/** Returns the ids of the assets that drafts name as their lead images and in their bodies. */
export const assetIdsOf = (drafts: readonly Draft[]): string[] =>
  drafts.flatMap((draft) => {
    const { leadImage } = draft;
    const leadIds = leadImage?.asset !== undefined && isId(leadImage.asset.id) ? [leadImage.asset.id] : [];
    return [...leadIds, ...bodyAssetIds(draft)];
  });

/** Notes which assets in the body are not images here, and keeps the lead image as `withKnownLeadAsset` does. */
export function withKnownAssets(draft: Draft, knownIds: ReadonlySet<string>): Draft {
  const ids = draft.plannedAssets === undefined ? knownIds : new Set([...knownIds, ...draft.plannedAssets]);
  const unknownAssets = bodyAssetIds(draft).filter((id) => !ids.has(id));
  return withKnownLeadAsset(unknownAssets.length === 0 ? draft : { ...draft, unknownAssets }, ids);
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
