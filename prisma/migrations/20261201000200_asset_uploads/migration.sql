-- Uploads that clients can continue after a broken connection. The bytes are in the storage, part by part.
CREATE TABLE "asset_uploads" (
  "id" UUID NOT NULL,
  "bytes" BIGINT NOT NULL CHECK ("bytes" > 0),
  "received_bytes" BIGINT NOT NULL DEFAULT 0 CHECK ("received_bytes" BETWEEN 0 AND "bytes"),
  "description" JSONB NOT NULL DEFAULT '{}',
  "asset_id" UUID REFERENCES "assets"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "asset_uploads_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "asset_uploads_expires_at_idx" ON "asset_uploads"("expires_at");
CREATE INDEX "asset_uploads_asset_id_idx" ON "asset_uploads"("asset_id");

CREATE TABLE "asset_upload_parts" (
  "upload_id" UUID NOT NULL REFERENCES "asset_uploads"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "start" BIGINT NOT NULL,
  "key" TEXT NOT NULL,
  CONSTRAINT "asset_upload_parts_pkey" PRIMARY KEY ("upload_id", "start")
);
CREATE UNIQUE INDEX "asset_upload_parts_key_key" ON "asset_upload_parts"("key");
