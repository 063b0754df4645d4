-- Tags are stored as readers see them, and found by their slugs.
ALTER TABLE "articles" ADD COLUMN "tag_slugs" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "publications" ADD COLUMN "tag_slugs" TEXT[] NOT NULL DEFAULT '{}';

-- Tags were in lower case and had only letters, digits, spaces and . _ & ' + # -
UPDATE "articles" a SET "tag_slugs" = (
  SELECT array_agg(coalesce(nullif(trim(BOTH '-' FROM regexp_replace(
    replace(regexp_replace(replace(unaccent(t.tag), '''', ''), '([^ ._&+#-])#', '\1 sharp ', 'g'), '+', ' plus '), '[ ._&#-]+', '-', 'g')), ''), t.tag) ORDER BY t.place)
  FROM unnest(a."tags") WITH ORDINALITY AS t (tag, place))
WHERE cardinality(a."tags") > 0;

UPDATE "publications" p SET "tag_slugs" = (
  SELECT array_agg(coalesce(nullif(trim(BOTH '-' FROM regexp_replace(
    replace(regexp_replace(replace(unaccent(t.tag), '''', ''), '([^ ._&+#-])#', '\1 sharp ', 'g'), '+', ' plus '), '[ ._&#-]+', '-', 'g')), ''), t.tag) ORDER BY t.place)
  FROM unnest(p."tags") WITH ORDINALITY AS t (tag, place))
WHERE cardinality(p."tags") > 0;

TRUNCATE "publication_tags";
INSERT INTO "publication_tags" ("tag", "article_id", "published_at")
SELECT DISTINCT tag, p."article_id", p."published_at" FROM "publications" p CROSS JOIN LATERAL unnest(p."tag_slugs") AS tag;

DROP INDEX "articles_tags_idx";
CREATE INDEX "articles_tag_slugs_idx" ON "articles" USING GIN ("tag_slugs");
