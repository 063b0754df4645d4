CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[],
    "filter" JSONB,
    "description" TEXT,
    "scopes" TEXT[],
    "token_id" UUID,
    "created_by" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "since" BIGINT NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhooks_created_at_id_idx" ON "webhooks"("created_at" DESC, "id" DESC);

CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "due_at" TIMESTAMPTZ(3),
    "leased_by" UUID,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "tried_until" TIMESTAMPTZ(3) NOT NULL,
    "attempts" JSONB NOT NULL DEFAULT '[]',
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_position_key" ON "webhook_deliveries"("webhook_id", "position");
CREATE INDEX "webhook_deliveries_webhook_id_created_at_id_idx" ON "webhook_deliveries"("webhook_id", "created_at" DESC, "id" DESC);
-- Lanes are looked at many times a second: what is done with is in neither of these.
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries"("webhook_id", "due_at", "position") WHERE "due_at" IS NOT NULL;
CREATE INDEX "webhook_deliveries_waiting" ON "webhook_deliveries"("webhook_id", "subject_id", "position") WHERE "due_at" IS NOT NULL;
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "webhook_stories" (
    "webhook_id" UUID NOT NULL,
    "article_id" UUID NOT NULL,

    CONSTRAINT "webhook_stories_pkey" PRIMARY KEY ("webhook_id", "article_id")
);
CREATE INDEX "webhook_stories_article_id_idx" ON "webhook_stories"("article_id");
ALTER TABLE "webhook_stories" ADD CONSTRAINT "webhook_stories_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a story was called when it was published last, and where in the log a time lies.
CREATE INDEX "events_published" ON "events"("subject_id", "position") WHERE "type" = 'article.published';
CREATE INDEX "events_created_at_brin" ON "events" USING brin ("created_at");
