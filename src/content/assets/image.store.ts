import { renditionWidths } from './renditions.rules.js';

/** The width of the rendition to which `url` of an image leads. */
const defaultWidth = 1200;

/** The source of assets `i` for each kind of reader. A preview shows drafts, but respects the rights. */
const sources = {
  public: 'public_assets i',
  preview: `(SELECT * FROM assets WHERE (available_from IS NULL OR available_from <= now())
    AND (available_until IS NULL OR available_until > now())) i`,
  desk: 'assets i',
} as const;

export type ImageView = keyof typeof sources;

/** The SQL expressions of an image `image` in JSON with the asset `id`, in an article with a language. */
type ImageColumns = { image: string; id: string; lang: string };

const quoteSql = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The text of the asset in the language, else in another form of the language, else in any language. */
const altSql = (lang: string) => `coalesce(i.alt->>${lang}, (
  SELECT t.value FROM jsonb_each_text(i.alt) t
  ORDER BY split_part(t.key, '-', 1) = split_part(${lang}, '-', 1) DESC, t.key LIMIT 1), '')`;

/**
 * Returns the SQL expression of an image in a response: the stored JSON for the address of a file, and for an asset its
 * rendition and description with the texts of the stored JSON. It is NULL if readers of the view do not see the asset.
 *
 * @param mediaUrl the address below which renditions are: absolute, or a path
 */
export function imageSql({ image, id, lang }: ImageColumns, view: ImageView, mediaUrl: string): string {
  const folder = `${quoteSql(`${mediaUrl}/`)} || i.id`;
  const lastWidth = Math.max(...renditionWidths);
  const widths = `unnest(ARRAY[${renditionWidths.join(', ')}]) w`;
  // The smallest rendition that is as wide as the original is the original size, because nothing is enlarged.
  const srcset = `(SELECT string_agg(${folder} || '/w' || w || ' ' || least(w, i.width) || 'w', ', ' ORDER BY w) FROM ${widths}
    WHERE w <= coalesce((SELECT min(w) FROM ${widths} WHERE w >= i.width), ${lastWidth}))`;
  const focalPoint = `CASE WHEN i.focal_x IS NOT NULL THEN json_build_object('x', i.focal_x, 'y', i.focal_y) END`;
  return `CASE WHEN ${id} IS NULL THEN ${image}::json ELSE (SELECT row_to_json(o) FROM (
    SELECT ${folder} || '/w${defaultWidth}' AS url, coalesce(${image}->>'alt', ${altSql(lang)}) AS alt,
      nullif(coalesce(${image}->>'caption', i.caption), '') AS caption, nullif(coalesce(${image}->>'credit', i.credit), '') AS credit,
      i.id AS asset, i.width, i.height, ${focalPoint} AS "focalPoint", i.thumbhash, ${srcset} AS srcset
    FROM ${sources[view]} WHERE i.id = ${id}) o) END`;
}
