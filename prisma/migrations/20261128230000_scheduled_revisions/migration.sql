-- What goes out at an hour is the revision that somebody with the right to publish has scheduled, not what the working copy says by then.
ALTER TABLE public."articles" ADD COLUMN "scheduled_revision" INTEGER;
-- Whoever scheduled these was told that the working copy goes out: it is the one of today.
UPDATE public."articles" SET "scheduled_revision" = "revision" WHERE "scheduled_for" IS NOT NULL;
ALTER TABLE public."articles" ADD CONSTRAINT "articles_scheduled_revision"
  CHECK (("scheduled_for" IS NULL) = ("scheduled_revision" IS NULL));
