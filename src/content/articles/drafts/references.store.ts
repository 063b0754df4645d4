import { opaqueParameter, Prisma, type Reader, takenSuffixExpression, toKysely } from '../../../platform/db/index.js';
import { type NamedPerson, peopleByRef } from '../../people/index.js';
import { type SectionRef, sectionByRef } from '../../sections/index.js';
import { isId } from '../../slugs/index.js';
import { articleSlugs } from '../store.js';

/** The references of an article, by ids or slugs. */
export type References = {
  section: string | undefined;
  people: readonly string[];
  relatedRefs: readonly string[];
  /** The id of the asset that is the lead image. */
  leadAsset?: string | undefined;
};

type FoundArticle = { ref: string; id: string; slug: string; headline: string };

/**
 * The references that exist. `takenUpTo` is the highest number after a slug that is taken, or null if the slug is free.
 */
export type FoundReferences = {
  section: SectionRef | null;
  people: (NamedPerson & { ref: string })[];
  related: FoundArticle[];
  leadAsset: { kind: string } | null;
  takenUpTo: number | null;
};

function articlesByRef(refs: readonly string[]): Prisma.Sql {
  if (refs.length === 0) return Prisma.sql`'[]'::json`;
  return Prisma.sql`coalesce((SELECT json_agg(o) FROM (
    SELECT a.id::text AS ref, a.id, a.slug, a.headline FROM articles a WHERE a.id = ANY (${opaqueParameter(refs.filter(isId), 'uuid[]')})
    UNION ALL
    SELECT s.slug AS ref, a.id, a.slug, a.headline FROM article_slugs s JOIN articles a ON a.id = s.article_id
    WHERE s.slug = ANY (${opaqueParameter(
      refs.filter((ref) => !isId(ref)),
      'text[]',
    )})) o), '[]')`;
}

/** Finds the references of an article and, given a slug, whether it is taken. Uses one statement. */
export const findReferences = (
  { query }: Reader,
  { section, people, relatedRefs, leadAsset }: References,
  slug?: string,
): Promise<FoundReferences> =>
  query
    .selectNoFrom([
      toKysely<SectionRef | null>(section === undefined ? Prisma.sql`NULL::json` : sectionByRef(section)).as('section'),
      toKysely<FoundReferences['people']>(peopleByRef(people)).as('people'),
      toKysely<FoundArticle[]>(articlesByRef(relatedRefs)).as('related'),
      toKysely<FoundReferences['leadAsset']>(
        leadAsset === undefined
          ? Prisma.sql`NULL::json`
          : Prisma.sql`(SELECT json_build_object('kind', i.kind) FROM assets i WHERE i.id = ${leadAsset}::uuid)`,
      ).as('leadAsset'),
      toKysely<number | null>(
        slug === undefined ? Prisma.sql`NULL::int` : takenSuffixExpression(articleSlugs, slug),
      ).as('takenUpTo'),
    ])
    .executeTakeFirstOrThrow();
