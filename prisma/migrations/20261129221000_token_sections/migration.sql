-- The sections outside of which a token may change nothing. Null means no limit, as for all tokens before.
ALTER TABLE public."tokens" ADD COLUMN "section_ids" UUID[];
