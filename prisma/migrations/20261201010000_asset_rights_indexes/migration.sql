-- For lists of assets by their rights: few assets have a beginning or an end.
CREATE INDEX "assets_embargoed_idx" ON "assets"("created_at" DESC, "id" DESC) INCLUDE ("available_from") WHERE "available_from" IS NOT NULL;
CREATE INDEX "assets_expired_idx" ON "assets"("created_at" DESC, "id" DESC) INCLUDE ("available_until") WHERE "available_until" IS NOT NULL;
