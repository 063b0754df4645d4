ALTER TABLE public."import_jobs" ADD COLUMN "site_url" TEXT;
