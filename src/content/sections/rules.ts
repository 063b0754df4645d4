import { defineProblem, problems } from '../../platform/problems/index.js';

export const sectionInUse = defineProblem(
  'section-in-use',
  409,
  'The section is in use',
  'The section contains articles or other sections, or the rules of lists name it. Repeat the request with `?moveTo=<section>` to move articles and sections to another section first. `lists` contains the slugs of the lists. Change their rules first.',
);

export const sectionCycle = defineProblem(
  'section-cycle',
  409,
  'A section cannot be below itself',
  'The new parent, or the section in `moveTo`, is the section itself or a section below it. Choose another section.',
);

/** The maximum number of levels of the tree. */
const maxDepth = 10;

type InTree = { lineage: string[] };

/**
 * Checks that a parent is not the section itself or below it, and that the tree does not become too deep.
 *
 * @param levels number of levels of the section, itself included
 * @throws section-cycle; invalid-request
 */
export function checkParent(id: string, parent: InTree | null, levels: number): void {
  if (parent === null) return;
  if (parent.lineage.includes(id)) {
    throw sectionCycle('The parent is the section itself or a section below it. Choose another parent.', {
      errors: [{ pointer: '/parent', code: 'cycle', detail: 'must be a section that is not below this one.' }],
    });
  }
  if (parent.lineage.length + levels > maxDepth) {
    const detail = `The tree of sections can have at most ${maxDepth} levels. Choose a higher parent.`;
    throw problems.invalidRequest(`"/parent": ${detail}`, {
      errors: [{ pointer: '/parent', code: 'too-deep', detail }],
    });
  }
}

/**
 * Checks that no rule of a list names a section, and that it is empty or its contents can move to the target.
 *
 * @param use the numbers of articles and sections in it, and the slugs of the lists whose rules name it
 * @throws section-in-use for such lists, or without a target; section-cycle for a target at or below the section
 */
export function checkDeletable(
  use: { articles: number; children: number; lists: readonly string[] },
  id: string,
  target: (InTree & { id: string }) | null,
): void {
  if (use.lists.length > 0) {
    throw sectionInUse(`The rules of these lists name the section: ${use.lists.join(', ')}. Change the rules first.`, {
      members: { ...use },
    });
  }
  if (use.articles === 0 && use.children === 0) return;
  if (target === null) {
    throw sectionInUse(`The section has ${use.articles} articles and ${use.children} sections. Move them first.`, {
      members: { ...use },
    });
  }
  if (target.lineage.includes(id)) {
    throw sectionCycle('The contents cannot move to the deleted section or to a section below it.', {
      errors: [{ parameter: 'moveTo', code: 'cycle', detail: 'must be a section that is not below the deleted one.' }],
    });
  }
}

/** Returns the path and lineage of a section below a parent. */
export function placeBelow(parent: { path: string; lineage: string[] } | null, section: { id: string; slug: string }) {
  return {
    path: parent === null ? section.slug : `${parent.path}/${section.slug}`,
    lineage: [...(parent?.lineage ?? []), section.id],
  };
}
