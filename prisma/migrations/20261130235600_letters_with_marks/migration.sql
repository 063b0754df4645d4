-- Search ignores the marks of Arabic and Hebrew, and finds Arabic letters by their other forms (ADR 0055).
CREATE FUNCTION public.search_letters(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN t ~ '[\u0590-\u06ff]'
  THEN pg_catalog.translate(pg_catalog.regexp_replace(t, '[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+', '', 'g'),
    U&'\0622\0623\0625\0671\0629\0649\06CC\06A9', U&'\0627\0627\0627\0627\0647\064A\064A\0643')
  ELSE t END;

CREATE OR REPLACE FUNCTION public.search_words(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.octet_length(t) = pg_catalog.length(t) THEN public.search_spaces(t)
  ELSE pg_catalog.regexp_replace(public.search_spaces(public.search_letters(public.search_width(t))), '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134a]+', ' ', 'g') END;

-- Only these texts have other words now. A generated column is computed again when one of its columns is written.
UPDATE "articles" SET "headline" = "headline" WHERE concat("headline", "standfirst", "body_text") ~ '[\u0590-\u06ff]';
UPDATE "publications" SET "search" = public.story_words("lang", "headline", "standfirst", "body_text")
  WHERE concat("headline", "standfirst", "body_text") ~ '[\u0590-\u06ff]';
UPDATE "assets" SET "search_text" = "search_text" WHERE concat("search_text", "desk_text") ~ '[\u0590-\u06ff]';
