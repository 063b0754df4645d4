-- Returns an image whose file is an asset as the readers of an article see it, or NULL if they do not see the asset.
-- It is a function, because PostgreSQL prepares the subqueries of a statement also for articles without an asset.
-- image: the texts that the article has for the image.
-- readers: 'public', 'preview' (also drafts) or 'desk' (all assets).
-- widths: those of the renditions, ascending.
-- srcsets: `srcset` of an original that is wider than the first 0, 1, 2 … of these widths, where # stands for its width
-- and ~ for the address of its renditions.
CREATE FUNCTION public.compose_image(
  image json, asset_id uuid, lang text, readers text, media_url text, widths int[], srcsets text[]
) RETURNS json
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asset record;
  folder text := media_url || '/' || asset_id;
  result json;
BEGIN
  IF readers = 'public' THEN
    SELECT a.width, a.height, a.alt, a.caption, a.credit, a.focal_x, a.focal_y, a.thumbhash INTO asset
    FROM public.public_assets a WHERE a.id = asset_id;
  ELSE
    SELECT a.width, a.height, a.alt, a.caption, a.credit, a.focal_x, a.focal_y, a.thumbhash INTO asset
    FROM public.assets a WHERE a.id = asset_id
      AND (readers = 'desk' OR (a.available_from IS NULL OR a.available_from <= now()) AND (a.available_until IS NULL OR a.available_until > now()));
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT row_to_json(o) INTO result FROM (
    SELECT folder || '/w1200' AS url,
      coalesce(image->>'alt', asset.alt->>lang, public.nearest_text(asset.alt, lang), '') AS alt,
      nullif(coalesce(image->>'caption', asset.caption), '') AS caption,
      nullif(coalesce(image->>'credit', asset.credit), '') AS credit,
      asset_id AS asset, asset.width, asset.height,
      CASE WHEN asset.focal_x IS NOT NULL THEN json_build_object('x', asset.focal_x, 'y', asset.focal_y) END AS "focalPoint",
      asset.thumbhash,
      replace(replace(srcsets[width_bucket(asset.width - 1, widths) + 1], '#', asset.width::text), '~', folder) AS srcset
  ) o;
  RETURN result;
END
$$;
