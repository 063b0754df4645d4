-- The database builds finished answers: what is stored as JSON text goes out as it came in, and times are printed in place,
-- where a function could not be inlined.
ALTER TABLE "articles"
  ALTER COLUMN "sources" DROP DEFAULT,
  ALTER COLUMN "lead_image" TYPE JSON USING "lead_image"::text::json,
  ALTER COLUMN "seo" TYPE JSON USING "seo"::text::json,
  ALTER COLUMN "sources" TYPE JSON USING "sources"::text::json,
  ALTER COLUMN "sources" SET DEFAULT '[]';
ALTER TABLE "publications"
  ALTER COLUMN "lead_image" TYPE JSON USING "lead_image"::text::json,
  ALTER COLUMN "seo" TYPE JSON USING "seo"::text::json,
  ALTER COLUMN "sources" TYPE JSON USING "sources"::text::json;
DROP FUNCTION rfc3339(timestamptz);

-- Stories by a person's relation to them: the list of an author's is one range, too.
CREATE INDEX "publication_people_person_id_relation_published_at_article_idx" ON "publication_people"("person_id", "relation", "published_at" DESC, "article_id" DESC);

-- Stories that name a person, each once, without a look at the rows.
DROP INDEX "publication_people_person_id_published_at_article_id_idx";
CREATE INDEX "publication_people_listed" ON "publication_people"("person_id", "published_at" DESC, "article_id" DESC) WHERE "listed";

-- The queue of the moderators, and their list of one article.
CREATE INDEX "comments_pending" ON "comments"("created_at" DESC, "id" DESC) WHERE "status" = 'pending';
CREATE INDEX "comments_article_id_created_at_id_idx" ON "comments"("article_id", "created_at" DESC, "id" DESC);

-- Slugs that begin alike, whatever the collation of the database.
CREATE INDEX "article_slugs_beginning" ON "article_slugs"("slug" text_pattern_ops);
CREATE INDEX "person_slugs_beginning" ON "person_slugs"("slug" text_pattern_ops);
