import { problems } from '../../../platform/problems/index.js';
import type { ArticleInput } from '../schemas.js';
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
  const [code, detail] =
    leadAsset === null
      ? ['unknown-asset', `There is no asset "${leadImage.asset}".`]
      : ['not-an-image', `The asset "${leadImage.asset}" is not an image. Its kind is \`${leadAsset.kind}\`.`];
  throw problems.unknownReference(detail, { errors: [{ pointer: '/leadImage/asset', code, detail }] });
}
