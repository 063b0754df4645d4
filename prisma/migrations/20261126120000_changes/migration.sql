-- What the public is told of an event: nothing, unless these are filled in. They are written with the event and never changed.
ALTER TABLE "events"
    ADD COLUMN "public_kind" TEXT,
    ADD COLUMN "public_id" UUID,
    ADD COLUMN "public_slug" TEXT,
    ADD COLUMN "tombstone" BOOLEAN;

CREATE INDEX "events_public" ON "events"("position") WHERE "public_kind" IS NOT NULL;
CREATE INDEX "events_public_type" ON "events"("type", "position") WHERE "public_kind" IS NOT NULL;
CREATE INDEX "events_type" ON "events"("type", "position") WHERE "position" IS NOT NULL;

-- The one way in which public code sees events.
CREATE VIEW "public_changes" AS
  SELECT "position", "type", "created_at", "public_kind" AS "kind", "public_id" AS "id", "public_slug" AS "slug", "tombstone"
  FROM "events" WHERE "public_kind" IS NOT NULL;

-- Of what the public has been told, under which slug, and whether that is still there.
CREATE TABLE "public_subjects" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "slug" TEXT,
    "live" BOOLEAN NOT NULL,

    CONSTRAINT "public_subjects_pkey" PRIMARY KEY ("id")
);
INSERT INTO "public_subjects" ("id", "kind", "slug", "live") SELECT "article_id", 'article', "slug", true FROM "publications";
INSERT INTO "public_subjects" ("id", "kind", "slug", "live") SELECT "id", 'section', "slug", true FROM "sections";
INSERT INTO "public_subjects" ("id", "kind", "slug", "live") SELECT "id", 'person', "slug", "merged_into" IS NULL FROM "people";

-- Up to where the log has been forgotten: all of it, and what the public was told.
CREATE TABLE "event_horizon" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL DEFAULT 0,
    "public_position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_horizon_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "event_horizon_one_row" CHECK ("id" = 1)
);
INSERT INTO "event_horizon" DEFAULT VALUES;

-- Who did what to what, from where. Readers without a token are not in it.
CREATE TABLE "audit" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "subject_id" UUID,
    "actor" TEXT,
    "token_id" UUID,
    "via" TEXT NOT NULL,
    "address" TEXT,
    "request_id" TEXT,
    "user_agent" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("created_at", "id")
);
CREATE INDEX "audit_subject" ON "audit"("subject_id", "created_at", "id");
CREATE INDEX "audit_token" ON "audit"("token_id", "created_at", "id") WHERE "token_id" IS NOT NULL;

INSERT INTO "audit" ("id", "created_at", "type", "subject_id", "actor", "via", "detail")
  SELECT gen_random_uuid(), "created_at", "type", "subject_id", "actor", 'unknown', "payload"
  FROM "events" WHERE "actor" IS NOT NULL AND "actor" <> 'anonymous' ORDER BY "seq";

-- What was written stays as it was written. Only a transaction that has said so deletes, and only what is older than the time
-- that it names. The bodies are escaped: this file is split at semicolons.
CREATE FUNCTION "audit_stays"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF TG_OP = \'DELETE\' AND OLD.created_at < nullif(current_setting(\'broadsheet.forget_audit_before\', true), \'\')::timestamptz THEN
    RETURN OLD\x3b
  END IF\x3b
  RAISE EXCEPTION \'The audit is append-only.\' USING ERRCODE = \'insufficient_privilege\'\x3b
END';
CREATE TRIGGER "audit_stays" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "audit_stays"();

CREATE FUNCTION "audit_is_not_emptied"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  RAISE EXCEPTION \'The audit is append-only.\' USING ERRCODE = \'insufficient_privilege\'\x3b
END';
CREATE TRIGGER "audit_is_not_emptied" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "audit_is_not_emptied"();
