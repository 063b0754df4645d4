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

/**
 * Returns the expression of `srcset`: all renditions up to the first that is as wide as the original, because nothing is
 * enlarged. It has no subquery, because PostgreSQL would prepare it for each statement, also if it is not executed.
 */
const srcsetSql = (folder: string) =>
  renditionWidths
    .map((width, index) => {
      const previous = renditionWidths[index - 1];
      const entry = `${folder} || '/w${width} ' || least(${width}, i.width) || 'w'`;
      return previous === undefined ? entry : `CASE WHEN i.width > ${previous} THEN ', ' || ${entry} ELSE '' END`;
    })
    .join(' || ');

/** The SQL expressions of a body with the ids of its assets, in an article with a language. */
type BodyColumns = { body: string; assets: string; lang: string };

/**
 * Returns the SQL expression of a body in HTML as the readers of a view see it. A body without assets costs nothing: the
 * function is not inlined and is only called for the others.
 *
 * @param mediaUrl the address below which renditions are: absolute, or a path
 */
export const bodySql = ({ body, assets, lang }: BodyColumns, view: ImageView, mediaUrl: string): string =>
  `CASE WHEN ${assets} IS NULL THEN ${body} ELSE public.compose_body(${body}, ${lang}, '${view}', ${quoteSql(mediaUrl)},
    ARRAY[${renditionWidths.join(',')}]) END`;

/**
 * Returns the SQL expression of an image in a response: the stored JSON for the address of a file, and for an asset its
 * rendition and description with the texts of the stored JSON. It is NULL if readers of the view do not see the asset.
 *
 * @param mediaUrl the address below which renditions are: absolute, or a path
 */
export function imageSql({ image, id, lang }: ImageColumns, view: ImageView, mediaUrl: string): string {
  const folder = `${quoteSql(`${mediaUrl}/`)} || i.id`;
  const focalPoint = `CASE WHEN i.focal_x IS NOT NULL THEN json_build_object('x', i.focal_x, 'y', i.focal_y) END`;
  return `CASE WHEN ${id} IS NULL THEN ${image}::json ELSE (SELECT row_to_json(o) FROM (
    SELECT ${folder} || '/w${defaultWidth}' AS url, coalesce(${image}->>'alt', public.nearest_text(i.alt, ${lang}), '') AS alt,
      nullif(coalesce(${image}->>'caption', i.caption), '') AS caption, nullif(coalesce(${image}->>'credit', i.credit), '') AS credit,
      i.id AS asset, i.width, i.height, ${focalPoint} AS "focalPoint", i.thumbhash, ${srcsetSql(folder)} AS srcset
    FROM ${sources[view]} WHERE i.id = ${id}) o) END`;
}
