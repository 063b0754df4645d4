import type { CleanBody } from '../../../lib/rich-text/index.js';
import type { Reader } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import type { ArticleInput } from '../schemas.js';
import { findAssets } from './assets.store.js';
import type { FoundReferences, References } from './references.store.js';

/** Returns the references of an article. */
export const referencesOf = ({
  section,
  people = [],
  related: relatedRefs = [],
  leadImage,
}: Pick<ArticleInput, 'section' | 'people' | 'related' | 'leadImage'>): References => ({
  section: section ?? undefined,
  people: people.map(({ person }) => person),
  relatedRefs,
  leadAsset: leadImage?.asset,
});

/**
 * Returns the ids of related articles, each once.
 *
 * @throws unknown-reference with an entry for each that was not found
 */
export function requireRelatedIds(refs: readonly string[], foundArticles: FoundReferences['related']): string[] {
  const ids = new Map(foundArticles.map(({ ref, id }) => [ref, id]));
  const referenceErrors = refs.flatMap((ref, index) =>
    ids.has(ref)
      ? []
      : [{ pointer: `/related/${index}`, code: 'unknown-article', detail: `There is no article "${ref}".` }],
  );
  if (referenceErrors.length > 0)
    throw problems.unknownReference(referenceErrors[0]?.detail ?? '', { errors: referenceErrors });
  return [...new Set(refs.map((ref) => ids.get(ref) ?? ''))];
}

/** Checks that the asset of the lead image exists and is an image. @throws unknown-reference */
export function requireLeadAsset({ leadImage }: ArticleInput, { leadAsset }: FoundReferences): void {
  if (leadImage?.asset === undefined || leadAsset?.kind === 'image') return;
  const error = { pointer: '/leadImage/asset', ...faultOf(leadImage.asset, leadAsset?.kind) };
  throw problems.unknownReference(error.detail, { errors: [error] });
}

/** Returns why an asset cannot be shown as an image. @param kind undefined if there is no such asset */
const faultOf = (id: string, kind: string | undefined): { code: string; detail: string } =>
  kind === undefined
    ? { code: 'unknown-asset', detail: `There is no asset "${id}".` }
    : { code: 'not-an-image', detail: `The asset "${id}" is not an image. Its kind is \`${kind}\`.` };

/** The maximum number of images of assets in a body. It bounds the time in which PostgreSQL composes the body. */
const maxBodyAssets = 200;

/** Checks that a body does not show too many assets. @throws invalid-request */
export function requireFewAssets({ assets }: Pick<CleanBody, 'assets'>): void {
  if (assets.length <= maxBodyAssets) return;
  const detail = `must have at most ${maxBodyAssets} images of assets, not ${assets.length}.`;
  throw problems.invalidRequest(`"/body": ${detail}`, {
    errors: [{ pointer: '/body', code: 'too-many-assets', detail }],
  });
}

/**
 * Checks that the assets in a body exist and are images. Sends no statement if it has none.
 *
 * @throws unknown-reference with an entry for each asset that cannot be shown; invalid-request if there are too many
 */
export async function requireBodyAssets(reader: Reader, body: CleanBody): Promise<void> {
  if (body.assets.length === 0) return;
  requireFewAssets(body);
  const ids = [...new Set(body.assets)];
  const kinds = new Map((await findAssets(reader, ids)).map(({ id, kind }) => [id, kind]));
  const errors = ids
    .filter((id) => kinds.get(id) !== 'image')
    .map((id) => ({ pointer: '/body', ...faultOf(id, kinds.get(id)) }));
  if (errors.length > 0) throw problems.unknownReference(errors[0]?.detail ?? '', { errors });
}
