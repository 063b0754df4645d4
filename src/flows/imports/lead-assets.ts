import { isId } from '../../content/slugs/index.js';
import type { Draft } from './draft.js';

/** Returns the ids of the assets that drafts name as their lead images. */
export const leadAssetIds = (drafts: readonly Draft[]): string[] =>
  drafts.flatMap(({ leadImage }) =>
    leadImage?.asset !== undefined && isId(leadImage.asset.id) ? [leadImage.asset.id] : [],
  );

/**
 * Keeps the asset of the lead image if it is known. Otherwise keeps the address of the file, or leaves the image out if
 * the address is not that of a web server.
 */
export function withKnownAsset(draft: Draft, knownIds: ReadonlySet<string>): Draft {
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
