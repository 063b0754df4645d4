import type { sanitize } from 'hast-util-sanitize';

type AnyNode = Parameters<typeof sanitize>[0];

/** The tree of a body, an element, and a node below one of them. */
export type Root = Extract<AnyNode, { type: 'root' }>;
export type Element = Extract<AnyNode, { type: 'element' }>;
export type Child = Root['children'][number];
