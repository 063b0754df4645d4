-- A token dies with the one that made it, and two that are good never have the same name.
ALTER TABLE public."tokens"
    ADD COLUMN "parent_id" UUID,
    ADD COLUMN "created_by" TEXT,
    ADD COLUMN "holds_name" BOOLEAN NOT NULL DEFAULT true;

-- The audit knows who made which token, as far back as it is kept.
UPDATE public."tokens" t SET "created_by" = made."actor",
    "parent_id" = (SELECT p."id" FROM public."tokens" p WHERE p."id" = made."token_id")
FROM (
  SELECT DISTINCT ON ("subject_id") "subject_id", "actor", "token_id" FROM public."audit"
  WHERE "type" = 'token.created' ORDER BY "subject_id", "created_at"
) made
WHERE made."subject_id" = t."id" AND made."token_id" IS DISTINCT FROM t."id";

-- No token outlives the one that made it. Those whose maker has expired already stay as they are: whoever upgrades decides.
WITH RECURSIVE capped AS (
  SELECT "id", "expires_at" FROM public."tokens" WHERE "parent_id" IS NULL
  UNION ALL
  SELECT t."id", CASE WHEN c."expires_at" <= now() THEN t."expires_at" ELSE least(t."expires_at", c."expires_at") END
  FROM capped c JOIN public."tokens" t ON t."parent_id" = c."id"
)
UPDATE public."tokens" t SET "expires_at" = capped."expires_at"
FROM capped WHERE capped."id" = t."id" AND t."expires_at" IS DISTINCT FROM capped."expires_at";

-- Of several that have one name the first keeps it, and the others get a part of their ids behind it.
UPDATE public."tokens" SET "holds_name" = false WHERE "expires_at" <= now();
UPDATE public."tokens" t SET "name" = left(t."name", 188) || ' (' || right(t."id"::text, 8) || ')'
WHERE t."holds_name" AND EXISTS (
  SELECT FROM public."tokens" o
  WHERE o."holds_name" AND o."name" = t."name" AND (o."created_at", o."id") < (t."created_at", t."id")
);

CREATE INDEX "tokens_parent_id_idx" ON public."tokens"("parent_id");
CREATE UNIQUE INDEX "tokens_live_name" ON public."tokens"("name") WHERE "holds_name";
ALTER TABLE public."tokens" ADD CONSTRAINT "tokens_parent_id_fkey"
  FOREIGN KEY ("parent_id") REFERENCES public."tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;
