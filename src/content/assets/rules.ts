import { tagSlug } from '../../lib/tag-slug.js';
import { defineProblem, type Problem, problems } from '../../platform/problems/index.js';
import type { AssetInput, DeskAsset } from './schemas.js';

export const unreadableFile = defineProblem(
  'unreadable-file',
  422,
  'The file cannot be read',
  'The file is damaged or incomplete, or it is not of the type that its first bytes state. Open it in an image editor, save it again, and upload the new file.',
);

/** Returns the problem of a file whose bytes are not those of its asset. */
export const damagedFile = (): Problem =>
  unreadableFile('The file is damaged or incomplete: its bytes do not have the checksum of the asset.');

export const unsupportedFile = defineProblem(
  'unsupported-file',
  415,
  'Files of this type are not supported',
  'Broadsheet finds out the type of a file from its bytes, not from its name or from Content-Type. The guide lists the supported types.',
);

/** Returns the problem of a file that is not an image where only images are possible. */
export const onlyImages = (mediaType: string): Problem =>
  unsupportedFile(`The file is of the type ${mediaType}, which is not an image.`);

export const sourceUnavailable = defineProblem(
  'source-unavailable',
  422,
  'The file could not be fetched from its address',
  'The server of `sourceUrl` did not send a file: it cannot be reached, it is too slow, it responded with another status than 200, or it redirects to an address that is not allowed. The detail says which. Nothing was stored. Check the address, or upload the bytes of the file.',
);

export const assetInUse = defineProblem(
  'asset-in-use',
  409,
  'Articles show the asset',
  'Draft copies, published articles or planned publications show the asset. `articles` is their number. List them with GET /v1/assets/{id}/usages, and remove the asset from them first. To withdraw an asset immediately, set `availableUntil` to the current time.',
);

/** Checks that no article shows an asset. @throws asset-in-use */
export function checkDeletable(articles: number): void {
  if (articles === 0) return;
  throw assetInUse(articles === 1 ? '1 article shows the asset.' : `${articles} articles show the asset.`, {
    members: { articles },
  });
}

export const notAnImage = defineProblem(
  'not-an-image',
  422,
  'The asset is not an image',
  'Only images are cropped, so only images have a focal point. Send the request without `focalPoint`.',
);

/** Returns the problem of a focal point that is sent for a file that is not an image. */
export const focalPointOfOtherFile = (kind: string): Problem => {
  const detail = `Only images have a focal point. The kind of this asset is ${kind}.`;
  return notAnImage(detail, { errors: [{ pointer: '/focalPoint', code: 'not-an-image', detail }] });
};

export const assetNotFound = () => problems.notFound('There is no such asset, or it is not public.');

/** Returns the writable fields of an asset as a request would send them, for merge patches. */
export const asInput = (asset: DeskAsset): AssetInput => ({
  filename: asset.filename,
  alt: asset.alt,
  caption: asset.caption,
  credit: asset.credit,
  creator: asset.creator?.id ?? null,
  source: asset.source,
  licence: asset.licence,
  availableFrom: asset.availableFrom,
  availableUntil: asset.availableUntil,
  territories: asset.territories,
  takenAt: asset.takenAt,
  place: asset.place,
  people: asset.people.map(({ id }) => id),
  tags: asset.tags,
  focalPoint: asset.focalPoint,
  visibility: asset.visibility,
});

/** Returns tags without repetitions, with their slugs. */
export function toStoredTags(tags: readonly string[]): { tags: string[]; tagSlugs: string[] } {
  const bySlug = new Map<string, string>();
  for (const tag of tags) if (!bySlug.has(tagSlug(tag))) bySlug.set(tagSlug(tag), tag);
  return { tags: [...bySlug.values()], tagSlugs: [...bySlug.keys()] };
}

const joinTexts = (texts: readonly (string | null | undefined)[]) =>
  texts.filter((text) => text != null && text !== '').join('\n');

/**
 * The texts by which the search finds an asset. Readers must not find out which people an asset shows who are not
 * public, or how its file is named, so only editors search these.
 */
export const searchTextsOf = (
  input: AssetInput,
  names: readonly string[],
): { searchText: string; deskText: string } => ({
  searchText: joinTexts([
    input.caption,
    input.credit,
    input.source,
    input.place,
    ...Object.values(input.alt ?? {}),
    ...(input.tags ?? []),
  ]),
  // PostgreSQL takes a name with its ending for one word.
  deskText: joinTexts([input.filename?.replace(/\.[a-z0-9]{1,5}$/i, ''), input.filename, ...names]),
});
