-- The body of an article can show images of assets, in figures that only the server writes:
-- <figure data-assets=""><img src="asset:id" alt="text"><figcaption>text</figcaption></figure>

-- Returns the ids of the assets in a body, each once, or NULL if there are none.
CREATE FUNCTION public.assets_in_body(body text) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN strpos(body, '<figure data-assets=""') > 0 THEN
    (SELECT array_agg(DISTINCT m.match[1]::uuid) FROM regexp_matches(body, '<img src="asset:([0-9a-f-]{36})"', 'g') AS m (match)) END
$$;

ALTER TABLE "articles" ADD COLUMN "body_assets" UUID[] GENERATED ALWAYS AS (public.assets_in_body("body")) STORED;
ALTER TABLE "publications" ADD COLUMN "body_assets" UUID[] GENERATED ALWAYS AS (public.assets_in_body("body")) STORED;

-- The same ids as rows, because an array has no foreign keys.
CREATE TABLE "article_assets" (
  "article_id" UUID NOT NULL REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "asset_id" UUID NOT NULL REFERENCES "assets"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "article_assets_pkey" PRIMARY KEY ("article_id", "asset_id")
);
CREATE INDEX "article_assets_asset_id_idx" ON "article_assets"("asset_id");

CREATE TABLE "publication_assets" (
  "article_id" UUID NOT NULL REFERENCES "publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE,
  "asset_id" UUID NOT NULL REFERENCES "assets"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "publication_assets_pkey" PRIMARY KEY ("article_id", "asset_id")
);
CREATE INDEX "publication_assets_asset_id_idx" ON "publication_assets"("asset_id");

CREATE FUNCTION public.escape_html(plain text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(plain, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')
$$;

-- Returns a body as its readers see it. Figures show the assets that the readers see, and disappear if there are none.
-- Angle brackets in the attributes of such a figure are escaped, so no attribute can contain its end.
-- readers: 'public', 'preview' (also drafts) or 'desk' (all assets); widths: those of the renditions, ascending.
-- It consists of small statements, whose plans a session keeps. One large statement would be planned for each body.
CREATE FUNCTION public.compose_body(body text, lang text, readers text, media_url text, widths int[]) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  pieces text[] := '{}';
  part text;
  figure text;
  match text[];
  asset record;
  folder text;
  width int;
  previous_width int;
  srcset text;
  images text;
  captions text[];
  credits text[];
  tag text;
  caption text;
BEGIN
  FOREACH part IN ARRAY string_to_array(body, '<figure data-assets=""') LOOP
    -- The first part is the text before the first figure.
    IF tag IS NULL THEN
      tag := '';
      pieces := array_append(pieces, part);
      CONTINUE;
    END IF;
    figure := split_part(part, '</figure>', 1);
    images := '';
    captions := '{}';
    credits := '{}';
    FOR match IN SELECT m FROM regexp_matches(figure, '<img src="asset:([^"]*)"(?: alt="([^"]*)")?', 'g') AS m LOOP
      IF readers = 'public' THEN
        SELECT a.id, a.width, a.height, a.alt, a.caption, a.credit INTO asset FROM public.public_assets a WHERE a.id = match[1]::uuid;
      ELSE
        SELECT a.id, a.width, a.height, a.alt, a.caption, a.credit INTO asset FROM public.assets a WHERE a.id = match[1]::uuid
          AND (readers = 'desk' OR (a.available_from IS NULL OR a.available_from <= now()) AND (a.available_until IS NULL OR a.available_until > now()));
      END IF;
      CONTINUE WHEN asset.width IS NULL;
      folder := public.escape_html(media_url) || '/' || asset.id;
      srcset := '';
      previous_width := 0;
      FOREACH width IN ARRAY widths LOOP
        EXIT WHEN previous_width >= asset.width;
        srcset := srcset || CASE WHEN srcset = '' THEN '' ELSE ', ' END || folder || '/w' || width || ' ' || least(width, asset.width) || 'w';
        previous_width := width;
      END LOOP;
      images := images || '<img src="' || folder || '/w1200" alt="'
        || coalesce(match[2], public.escape_html(public.nearest_text(asset.alt, lang)), '') || '" srcset="' || srcset
        || '" sizes="auto" width="' || asset.width || '" height="' || asset.height || '" loading="lazy">';
      IF asset.caption <> '' AND public.escape_html(asset.caption) <> ALL (captions) THEN
        captions := array_append(captions, public.escape_html(asset.caption));
      END IF;
      IF asset.credit <> '' AND public.escape_html(asset.credit) <> ALL (credits) THEN
        credits := array_append(credits, public.escape_html(asset.credit));
      END IF;
    END LOOP;
    IF images <> '' THEN
      tag := coalesce(substring(figure FROM '<figcaption[^>]*>'), '');
      IF tag = '' THEN
        tag := '<figcaption>';
        caption := array_to_string(captions, ' ');
      ELSE
        caption := replace(substr(figure, strpos(figure, tag) + length(tag)), '</figcaption>', '');
        -- An empty caption means none.
        IF caption = '' THEN
          credits := '{}';
        END IF;
      END IF;
      credits := ARRAY(SELECT c.credit FROM unnest(credits) WITH ORDINALITY AS c (credit, place) WHERE strpos(caption, c.credit) = 0 ORDER BY c.place);
      IF credits <> '{}' THEN
        caption := caption || CASE WHEN caption = '' THEN '' ELSE ' ' END || '<small>' || array_to_string(credits, ', ') || '</small>';
      END IF;
      pieces := array_append(pieces, '<figure data-assets=""' || split_part(figure, '>', 1) || '>' || images
        || CASE WHEN caption = '' THEN '' ELSE tag || caption || '</figcaption>' END || '</figure>');
    END IF;
    pieces := array_append(pieces, substr(part, length(figure) + 10));
  END LOOP;
  RETURN array_to_string(pieces, '');
END
$$;
