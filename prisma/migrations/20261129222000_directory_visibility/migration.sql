-- People and sections are drafts until a publication uses them or an editor makes them public.
ALTER TABLE public."people" ADD COLUMN "visibility" TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE public."sections" ADD COLUMN "visibility" TEXT NOT NULL DEFAULT 'draft';

UPDATE public."people" p SET "visibility" = 'public'
WHERE EXISTS (SELECT FROM public."publication_people" l WHERE l."person_id" = p."id")
   OR EXISTS (SELECT FROM public."publication_mentions" m WHERE m."person_id" = p."id");
UPDATE public."sections" s SET "visibility" = 'public'
WHERE EXISTS (SELECT FROM public."publication_sections" l WHERE l."section_id" = s."id");

-- The public log of changes has shown the others. Clients that follow it delete them.
INSERT INTO public."events" ("type", "subject_id", "payload", "actor", "public_kind", "public_id", "public_slug", "tombstone")
SELECT 'person.updated', p."id",
  jsonb_build_object('id', p."id", 'slug', p."slug", 'name', p."name", 'version', p."version", 'names', '[]'::jsonb, 'visibility', 'draft'),
  'broadsheet', 'person', p."id", o."slug", true
FROM public."people" p JOIN public."public_subjects" o ON o."id" = p."id" AND o."live" WHERE p."visibility" = 'draft';
INSERT INTO public."events" ("type", "subject_id", "payload", "actor", "public_kind", "public_id", "public_slug", "tombstone")
SELECT 'section.updated', s."id",
  jsonb_build_object('id', s."id", 'slug', s."slug", 'version', s."version", 'visibility', 'draft'),
  'broadsheet', 'section', s."id", o."slug", true
FROM public."sections" s JOIN public."public_subjects" o ON o."id" = s."id" AND o."live" WHERE s."visibility" = 'draft';
UPDATE public."public_subjects" o SET "live" = false
WHERE o."live" AND (
  EXISTS (SELECT FROM public."people" p WHERE p."id" = o."id" AND p."visibility" = 'draft')
  OR EXISTS (SELECT FROM public."sections" s WHERE s."id" = o."id" AND s."visibility" = 'draft'));

CREATE INDEX "people_visibility_sort_name_id_idx" ON public."people"("visibility", "sort_name", "id");
