-- An import knows again what it has taken in: a digest of what the file said, and the version that came of it.
ALTER TABLE "article_external_ids" ADD COLUMN "taken_digest" TEXT, ADD COLUMN "taken_version" INTEGER;

-- The words of a publication are those of the desk when it was published: copied with all the rest, not made a second time.
ALTER TABLE "publications" ALTER COLUMN "search" DROP EXPRESSION;

-- Imports ask for people while they add people: what waits to be put into the index would be gone through by each question.
ALTER INDEX "people_search_idx" SET (fastupdate = off);
