-- A preview link works as long as its creator may create it. There are no foreign keys: the link of a creator who was
-- deleted must not become a link whose creator is not known. Links from before this migration have no creator here.
ALTER TABLE "previews" ADD COLUMN "creator_user_id" UUID, ADD COLUMN "creator_token_id" UUID;
