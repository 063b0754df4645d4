-- The lead image of an article can be an asset. The id of the asset is in the JSON of the image.
ALTER TABLE "articles" ADD COLUMN "lead_asset_id" UUID GENERATED ALWAYS AS (("lead_image"->>'asset')::uuid) STORED
  REFERENCES "assets"("id") ON DELETE RESTRICT;
CREATE INDEX "articles_lead_asset_id_idx" ON "articles"("lead_asset_id") WHERE "lead_asset_id" IS NOT NULL;

ALTER TABLE "publications" ADD COLUMN "lead_asset_id" UUID GENERATED ALWAYS AS (("lead_image"->>'asset')::uuid) STORED
  REFERENCES "assets"("id") ON DELETE RESTRICT;
CREATE INDEX "publications_lead_asset_id_idx" ON "publications"("lead_asset_id") WHERE "lead_asset_id" IS NOT NULL;

-- Returns the text in a language, else in another form of that language, else in any language. `texts` has language tags
-- as keys. It is not inlined, so a statement does not pay for it unless it is called.
CREATE FUNCTION public.nearest_text(texts jsonb, lang text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT t.value FROM jsonb_each_text(texts) t
  ORDER BY t.key = lang DESC, split_part(t.key, '-', 1) = split_part(lang, '-', 1) DESC, t.key LIMIT 1
$$;
