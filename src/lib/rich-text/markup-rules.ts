import { words } from './elements.js';

/** How deeply elements may nest. Articles nest about twelve levels, and later code walks the tree recursively. */
export const maxDepth = 64;

/** A table is opened only where its section, row and cell still fit. */
export const maxTableDepth = maxDepth - 4;

export const rawText = words('script style title textarea xmp iframe noembed noframes noscript');
export const droppedElements = words('svg math template select datalist audio video canvas head');
export const headings = words('h2 h3 h4 h5 h6');
export const tables = words('table caption colgroup thead tbody tfoot tr td th col');
export const cells = words('td th');
export const closesParagraph = words(
  'p h2 h3 h4 h5 h6 ul ol dl blockquote figure figcaption table pre hr details summary section',
);
export const unknownBlocks = words(
  'address article aside body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main nav ol p pre section table caption thead tbody tfoot tr td th ul blockquote details summary hr',
);
export const flowContainers = words('blockquote li dd td th figure figcaption details section');
export const closesAnnotation = words('rt rp');

// The elements at which the search for an open element ends, after the scopes of the HTML standard (13.2.4.2).
export const scope = words('table td th caption');
export const listScope = words('table td th caption ul ol');
export const tableScope = words('table');
export const itemBarrier = words(
  'h2 h3 h4 h5 h6 ul ol dl blockquote figure figcaption pre details summary table caption td th',
);
export const noRow = words('table thead tbody tfoot tr');
