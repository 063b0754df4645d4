-- Search finds half-width katakana ("ﾄﾞﾅﾙﾄﾞ") by their usual forms ("ドナルド"), and the other way round (ADR 0055).
CREATE FUNCTION public.search_width(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN t ~ '[\uff66-\uff9f]' THEN pg_catalog.normalize(t, 'NFKC') ELSE t END;

CREATE OR REPLACE FUNCTION public.search_pairs(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_catalog.octet_length(t) = pg_catalog.length(t) OR public.search_width(t) !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]' THEN ''
    ELSE (
      SELECT pg_catalog.concat_ws(' ',
        pg_catalog.regexp_replace(runs, '(\S)', '\1 ', 'g'),
        pg_catalog.regexp_replace(runs, '(\S\S)', '\1 ', 'g'),
        pg_catalog.regexp_replace(pg_catalog.regexp_replace(runs, '(^|\s)\S', ' ', 'g'), '(\S\S)', '\1 ', 'g'))
      FROM (SELECT pg_catalog."left"(pg_catalog.regexp_replace(public.search_width(t), '[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]+', ' ', 'g'), 20000) AS runs) r
    ) END
$$;

CREATE OR REPLACE FUNCTION public.search_words(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.octet_length(t) = pg_catalog.length(t) THEN public.search_spaces(t)
  ELSE pg_catalog.regexp_replace(public.search_spaces(public.search_width(t)), '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]+', ' ', 'g') END;

-- Only these texts have other words now. The generated column is computed again when one of its columns is written.
UPDATE "articles" SET "headline" = "headline" WHERE concat("headline", "standfirst", "body_text") ~ '[\uff66-\uff9f]';
UPDATE "publications" SET "search" = public.story_words("lang", "headline", "standfirst", "body_text")
  WHERE concat("headline", "standfirst", "body_text") ~ '[\uff66-\uff9f]';
