-- Staff: users, the roles that an operator defines, and the limits of roles and tokens.
CREATE TABLE public."roles" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "scopes" TEXT[] NOT NULL,
    "own_only" BOOLEAN NOT NULL DEFAULT false,
    "hidden_fields" TEXT[] NOT NULL DEFAULT '{}',
    "read_only_fields" TEXT[] NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "roles_name_key" ON public."roles"("name");

CREATE TABLE public."users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "section_ids" UUID[],
    "own_only" BOOLEAN NOT NULL DEFAULT false,
    "person_id" UUID,
    "status" TEXT NOT NULL DEFAULT 'invited',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "deactivated_at" TIMESTAMPTZ(3),
    CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "users_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES public."people"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "users_email_key" ON public."users"("email");
CREATE INDEX "users_person_id_idx" ON public."users"("person_id");
CREATE INDEX "users_role_idx" ON public."users"("role");
CREATE INDEX "users_created_at_id_idx" ON public."users"("created_at" DESC, "id" DESC);

ALTER TABLE public."tokens"
    ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'api',
    ADD COLUMN "user_id" UUID,
    ADD COLUMN "own_only" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "hidden_fields" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "read_only_fields" TEXT[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT "tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES public."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "tokens_user_id_idx" ON public."tokens"("user_id");

-- Names of tokens are unique in the newsroom, and among the tokens of a user. Sessions have no names.
DROP INDEX public."tokens_live_name";
CREATE UNIQUE INDEX "tokens_live_name" ON public."tokens"("name") WHERE "holds_name" AND "user_id" IS NULL;
CREATE UNIQUE INDEX "tokens_live_user_name" ON public."tokens"("user_id", "name") WHERE "holds_name" AND "user_id" IS NOT NULL;

-- Who created an article, who works on it, and who saved a revision. Not known for those that exist.
ALTER TABLE public."articles"
    ADD COLUMN "creator_id" UUID,
    ADD COLUMN "assignee_id" UUID,
    ADD CONSTRAINT "articles_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES public."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "articles_creator_id_updated_at_id_idx" ON public."articles"("creator_id", "updated_at", "id");
CREATE INDEX "articles_assignee_id_updated_at_id_idx" ON public."articles"("assignee_id", "updated_at", "id");
ALTER TABLE public."revisions" ADD COLUMN "saver_id" UUID;

ALTER TABLE public."audit" ADD COLUMN "user_id" UUID;
CREATE INDEX "audit_user" ON public."audit"("user_id", "created_at", "id") WHERE "user_id" IS NOT NULL;
ALTER TABLE public."article_locks" ADD COLUMN "user_id" UUID;
ALTER TABLE public."import_jobs" ADD COLUMN "user_id" UUID;
ALTER TABLE public."webhooks" ADD COLUMN "user_id" UUID;
