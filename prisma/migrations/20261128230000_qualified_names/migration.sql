-- Functions find what they name whatever the search path is. `pg_dump` empties it, and a restore computes the generated column
-- `articles.search` with these functions: with names that depend on the search path it leaves out the table.
CREATE OR REPLACE FUNCTION public.search_config(lang text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE pg_catalog.split_part(pg_catalog.lower(lang), '-', 1)
    WHEN 'ar' THEN 'pg_catalog.arabic' WHEN 'da' THEN 'pg_catalog.danish' WHEN 'de' THEN 'pg_catalog.german'
    WHEN 'en' THEN 'pg_catalog.english' WHEN 'es' THEN 'pg_catalog.spanish' WHEN 'fi' THEN 'pg_catalog.finnish'
    WHEN 'fr' THEN 'pg_catalog.french' WHEN 'hu' THEN 'pg_catalog.hungarian' WHEN 'it' THEN 'pg_catalog.italian'
    WHEN 'nb' THEN 'pg_catalog.norwegian' WHEN 'nl' THEN 'pg_catalog.dutch' WHEN 'no' THEN 'pg_catalog.norwegian'
    WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ro' THEN 'pg_catalog.romanian' WHEN 'ru' THEN 'pg_catalog.russian'
    WHEN 'sv' THEN 'pg_catalog.swedish' WHEN 'tr' THEN 'pg_catalog.turkish' ELSE 'pg_catalog.simple' END::pg_catalog.regconfig
$$;

-- A body of standard SQL is parsed now: PostgreSQL knows that it needs `search_config`, and `pg_dump` writes that one first.
CREATE OR REPLACE FUNCTION public.story_words(lang text, headline text, standfirst text, body_text text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), headline), 'A')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), coalesce(standfirst, '')), 'B')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), pg_catalog."left"(body_text, 250000)), 'C');

-- Bodies in another language than SQL are not looked into by PostgreSQL before they run: their search path is their own.
ALTER FUNCTION public.audit_stays() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION public.audit_is_not_emptied() SET search_path = pg_catalog, pg_temp;
