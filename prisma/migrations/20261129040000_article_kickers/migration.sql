ALTER TABLE public."articles" ADD COLUMN "kicker" TEXT;
ALTER TABLE public."publications" ADD COLUMN "kicker" TEXT;
