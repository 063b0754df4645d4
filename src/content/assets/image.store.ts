import { renditionWidths } from './renditions.rules.js';

/** Who reads an image. A preview shows drafts of assets, but respects the rights. The desk shows all. */
export type ImageView = 'public' | 'preview' | 'desk';

/** The SQL expressions of an image `image` in JSON with the asset `id`, in an article with a language. */
type ImageColumns = { image: string; id: string; lang: string };

const quoteSql = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * The value of `srcset` for an original that is wider than the first 0, 1, 2 … widths: all renditions up to the first
 * that is as wide, because nothing is enlarged. `~` stands for the address of the renditions, `#` for the own width.
 */
const srcsets = [...renditionWidths, undefined].map((last, count) =>
  [
    ...renditionWidths.slice(0, count).map((width) => `~/w${width} ${width}w`),
    ...(last === undefined ? [] : [`~/w${last} #w`]),
  ].join(', '),
);

const widthsSql = `ARRAY[${renditionWidths.join(',')}]`;
const srcsetsSql = `ARRAY[${srcsets.map(quoteSql).join(',')}]`;

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
    ${widthsSql}) END`;

/**
 * Returns the SQL expression of an image in a response: the stored JSON for the address of a file, and for an asset its
 * rendition and description with the texts of the stored JSON. It is NULL if readers of the view do not see the asset.
 *
 * @param mediaUrl the address below which renditions are: absolute, or a path
 */
export const imageSql = ({ image, id, lang }: ImageColumns, view: ImageView, mediaUrl: string): string =>
  `CASE WHEN ${id} IS NULL THEN ${image}::json ELSE public.compose_image(${image}::json, ${id}, ${lang}, '${view}', ${quoteSql(mediaUrl)},
    ${widthsSql}, ${srcsetsSql}) END`;
