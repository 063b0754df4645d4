ALTER TABLE "import_jobs" ADD COLUMN "media" TEXT NOT NULL DEFAULT 'keep';

-- Imports find here the assets that they have fetched before.
CREATE TABLE "asset_addresses" (
  "digest" TEXT NOT NULL,
  "asset_id" UUID NOT NULL REFERENCES "assets"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "asset_addresses_pkey" PRIMARY KEY ("digest")
);
CREATE INDEX "asset_addresses_asset_id_idx" ON "asset_addresses"("asset_id");
