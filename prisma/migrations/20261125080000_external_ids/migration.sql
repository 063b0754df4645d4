-- Sections and people are known by the ids that other systems have for them, as articles are.

CREATE TABLE "section_external_ids" (
  "source" TEXT NOT NULL,
  "external_id" TEXT NOT NULL,
  "section_id" UUID NOT NULL REFERENCES "sections" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY ("source", "external_id")
);
CREATE INDEX "section_external_ids_section_id_idx" ON "section_external_ids" ("section_id");

CREATE TABLE "person_external_ids" (
  "source" TEXT NOT NULL,
  "external_id" TEXT NOT NULL,
  "person_id" UUID NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY ("source", "external_id")
);
CREATE INDEX "person_external_ids_person_id_idx" ON "person_external_ids" ("person_id");
