-- Search ignores accents, finds words that are only function words, and finds text in scripts without spaces (ADR 0055).
CREATE EXTENSION IF NOT EXISTS unaccent;

-- For each language, a configuration for texts, which keeps all words, and one for queries, which drops the function words.
CREATE TEXT SEARCH CONFIGURATION public.broadsheet_simple (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.broadsheet_simple
  ALTER MAPPING FOR word, hword, hword_part, numword, numhword, hword_numpart WITH unaccent, pg_catalog.simple;
CREATE TEXT SEARCH CONFIGURATION public.broadsheet_simple_query (COPY = public.broadsheet_simple);

DO $$
DECLARE
  name text;
  stems text;
  ascii_stems text;
  stops text;
  configuration text;
BEGIN
  -- English comes first, because languages in other scripts use its stems for Latin words.
  FOREACH name IN ARRAY ARRAY['english', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'finnish', 'french',
    'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese',
    'romanian', 'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish']
  LOOP
    stems := format('public.broadsheet_%s_stem', name);
    EXECUTE format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = pg_catalog.snowball, Language = %L)', stems, name);
    ascii_stems := CASE WHEN name IN ('arabic', 'armenian', 'greek', 'hindi', 'nepali', 'russian', 'serbian', 'tamil', 'yiddish')
      THEN 'public.broadsheet_english_stem' ELSE stems END;
    stops := NULL;
    -- PostgreSQL has lists of function words for these languages.
    IF name IN ('english', 'danish', 'dutch', 'finnish', 'french', 'german', 'hungarian', 'italian', 'nepali', 'norwegian',
      'portuguese', 'russian', 'spanish', 'swedish', 'turkish')
    THEN
      EXECUTE format('CREATE TEXT SEARCH DICTIONARY public.broadsheet_%s_stop (TEMPLATE = pg_catalog.simple, StopWords = %s, Accept = false)', name, name);
      stops := format('public.broadsheet_%s_stop', name);
    END IF;
    FOREACH configuration IN ARRAY ARRAY['', '_query'] LOOP
      configuration := format('public.broadsheet_%s%s', name, configuration);
      EXECUTE format('CREATE TEXT SEARCH CONFIGURATION %s (COPY = public.broadsheet_simple)', configuration);
      EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %s ALTER MAPPING FOR word, hword, hword_part WITH %s', configuration,
        concat_ws(', ', CASE WHEN configuration LIKE '%\_query' THEN stops END, 'unaccent', stems));
      EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %s ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH %s', configuration,
        concat_ws(', ', CASE WHEN configuration LIKE '%\_query' THEN stops END, ascii_stems));
    END LOOP;
  END LOOP;
END
$$;

-- The number of the language of a BCP 47 tag. 1 is a language without a stemmer, in which words are matched as they are.
CREATE FUNCTION public.search_language(lang text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE pg_catalog.split_part(pg_catalog.lower(lang), '-', 1)
    WHEN 'en' THEN 2 WHEN 'de' THEN 3 WHEN 'fr' THEN 4 WHEN 'es' THEN 5 WHEN 'it' THEN 6 WHEN 'pt' THEN 7
    WHEN 'nl' THEN 8 WHEN 'ru' THEN 9 WHEN 'ar' THEN 10 WHEN 'tr' THEN 11 WHEN 'sv' THEN 12 WHEN 'da' THEN 13
    WHEN 'nb' THEN 14 WHEN 'nn' THEN 14 WHEN 'no' THEN 14 WHEN 'fi' THEN 15 WHEN 'hu' THEN 16 WHEN 'ro' THEN 17
    WHEN 'el' THEN 18 WHEN 'ca' THEN 19 WHEN 'eu' THEN 20 WHEN 'ga' THEN 21 WHEN 'id' THEN 22 WHEN 'lt' THEN 23
    WHEN 'sr' THEN 24 WHEN 'hy' THEN 25 WHEN 'hi' THEN 26 WHEN 'ne' THEN 27 WHEN 'ta' THEN 28 WHEN 'yi' THEN 29 ELSE 1 END;

-- The configurations by the number of the language, for texts and for queries.
CREATE FUNCTION public.search_configs() RETURNS regconfig[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['public.broadsheet_simple', 'public.broadsheet_english', 'public.broadsheet_german', 'public.broadsheet_french',
  'public.broadsheet_spanish', 'public.broadsheet_italian', 'public.broadsheet_portuguese', 'public.broadsheet_dutch',
  'public.broadsheet_russian', 'public.broadsheet_arabic', 'public.broadsheet_turkish', 'public.broadsheet_swedish',
  'public.broadsheet_danish', 'public.broadsheet_norwegian', 'public.broadsheet_finnish', 'public.broadsheet_hungarian',
  'public.broadsheet_romanian', 'public.broadsheet_greek', 'public.broadsheet_catalan', 'public.broadsheet_basque',
  'public.broadsheet_irish', 'public.broadsheet_indonesian', 'public.broadsheet_lithuanian', 'public.broadsheet_serbian',
  'public.broadsheet_armenian', 'public.broadsheet_hindi', 'public.broadsheet_nepali', 'public.broadsheet_tamil',
  'public.broadsheet_yiddish']::pg_catalog.regconfig[];

CREATE OR REPLACE FUNCTION public.search_config(lang text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (public.search_configs())[public.search_language(lang)];

-- Joins of words become spaces. Otherwise PostgreSQL reads "COVID-19" as a word and a negative number, "AC/DC" as a path, and
-- "<b>" as markup, which it leaves out.
-- The text before and after has the same length.
CREATE FUNCTION public.search_spaces(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.translate(t, '-/_\‐‑‒–—・<>', '            ');

-- The characters of scripts without spaces between words, and their pairs: "日本の" becomes "日 本 の 日本 の 本の".
-- Thai, Lao, Khmer, Burmese, Japanese, Chinese and Korean.
CREATE FUNCTION public.search_pairs(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_catalog.octet_length(t) = pg_catalog.length(t) OR t !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]' THEN ''
    ELSE (
      SELECT pg_catalog.concat_ws(' ',
        pg_catalog.regexp_replace(runs, '(\S)', '\1 ', 'g'),
        pg_catalog.regexp_replace(runs, '(\S\S)', '\1 ', 'g'),
        pg_catalog.regexp_replace(pg_catalog.regexp_replace(runs, '(^|\s)\S', ' ', 'g'), '(\S\S)', '\1 ', 'g'))
      FROM (SELECT pg_catalog."left"(pg_catalog.regexp_replace(t, '[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]+', ' ', 'g'), 20000) AS runs) r
    ) END
$$;

-- The text without the characters that search_pairs splits.
CREATE FUNCTION public.search_words(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.octet_length(t) = pg_catalog.length(t) THEN public.search_spaces(t)
  ELSE pg_catalog.regexp_replace(public.search_spaces(t), '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]+', ' ', 'g') END;

-- The words of an article. A tsvector has at most 1 MiB, so the end of a very long text cannot be found.
CREATE OR REPLACE FUNCTION public.story_words(lang text, headline text, standfirst text, body_text text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), public.search_words(headline)), 'A')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), public.search_pairs(headline)), 'A')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), public.search_words(coalesce(standfirst, ''))), 'B')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), public.search_pairs(coalesce(standfirst, ''))), 'B')
  OPERATOR(pg_catalog.||) pg_catalog.setweight(pg_catalog.to_tsvector(public.search_config(lang), public.search_words(pg_catalog."left"(body_text, 150000))), 'C')
  OPERATOR(pg_catalog.||) pg_catalog.strip(pg_catalog.to_tsvector(public.search_config(lang), public.search_pairs(pg_catalog."left"(body_text, 150000))));

-- The query of a reader, by the number of the language, without function words such as "the".
CREATE FUNCTION public.search_queries(q text) RETURNS tsquery[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[
  pg_catalog.websearch_to_tsquery('public.broadsheet_simple_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_english_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_german_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_french_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_spanish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_italian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_portuguese_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_dutch_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_russian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_arabic_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_turkish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_swedish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_danish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_norwegian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_finnish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_hungarian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_romanian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_greek_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_catalan_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_basque_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_irish_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_indonesian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_lithuanian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_serbian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_armenian_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_hindi_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_nepali_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_tamil_query'::pg_catalog.regconfig, q),
  pg_catalog.websearch_to_tsquery('public.broadsheet_yiddish_query'::pg_catalog.regconfig, q)];

-- The same. A query that has only function words is a phrase with all of them, such as "The Who".
CREATE FUNCTION public.search_short_queries(q text) RETURNS tsquery[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.array_agg(CASE WHEN pg_catalog.numnode(query) > 0 THEN query ELSE pg_catalog.phraseto_tsquery(config, q) END ORDER BY place)
  FROM ROWS FROM (pg_catalog.unnest(public.search_queries(q)), pg_catalog.unnest(public.search_configs())) WITH ORDINALITY AS x (query, config, place)
$$;

-- A query that matches what one of the queries matches.
CREATE FUNCTION public.search_any(queries tsquery[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN queries[1] OPERATOR(pg_catalog.||) queries[2] OPERATOR(pg_catalog.||) queries[3] OPERATOR(pg_catalog.||) queries[4] OPERATOR(pg_catalog.||) queries[5] OPERATOR(pg_catalog.||) queries[6] OPERATOR(pg_catalog.||) queries[7] OPERATOR(pg_catalog.||) queries[8] OPERATOR(pg_catalog.||) queries[9] OPERATOR(pg_catalog.||) queries[10] OPERATOR(pg_catalog.||) queries[11] OPERATOR(pg_catalog.||) queries[12] OPERATOR(pg_catalog.||) queries[13] OPERATOR(pg_catalog.||) queries[14] OPERATOR(pg_catalog.||) queries[15] OPERATOR(pg_catalog.||) queries[16] OPERATOR(pg_catalog.||) queries[17] OPERATOR(pg_catalog.||) queries[18] OPERATOR(pg_catalog.||) queries[19] OPERATOR(pg_catalog.||) queries[20] OPERATOR(pg_catalog.||) queries[21] OPERATOR(pg_catalog.||) queries[22] OPERATOR(pg_catalog.||) queries[23] OPERATOR(pg_catalog.||) queries[24] OPERATOR(pg_catalog.||) queries[25] OPERATOR(pg_catalog.||) queries[26] OPERATOR(pg_catalog.||) queries[27] OPERATOR(pg_catalog.||) queries[28] OPERATOR(pg_catalog.||) queries[29];

ALTER TABLE "articles" DROP COLUMN "search";
ALTER TABLE "articles" ADD COLUMN "search" tsvector GENERATED ALWAYS AS (public.story_words("lang", "headline", "standfirst", "body_text")) STORED;
CREATE INDEX "articles_search_idx" ON "articles" USING GIN ("search");
UPDATE "publications" SET "search" = public.story_words("lang", "headline", "standfirst", "body_text");
