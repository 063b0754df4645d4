import { defineProblem, problems } from '../../platform/problems/index.js';

export const sectionInUse = defineProblem(
  'section-in-use',
  409,
  'The section is in use',
  'Articles are in it, or sections below it. Repeat the request with `?moveTo=<section>` to move them first.',
);

export const sectionCycle = defineProblem(
  'section-cycle',
  409,
  'A section cannot lie below itself',
  'The section named is the section itself or lies below it. Choose another.',
);

/** Levels that the tree may have. */
const maxDepth = 10;

type InTree = { lineage: string[] };

/**
 * Refuses a parent that lies at or below the section itself, or too deep.
 *
 * @param levels how many levels the section has, itself included
 */
export function checkParent(id: string, parent: InTree | null, levels: number): void {
  if (parent === null) return;
  if (parent.lineage.includes(id)) {
    throw sectionCycle('The parent is the section itself, or lies below it.', {
      errors: [{ pointer: '/parent', code: 'cycle', detail: 'Choose a section that does not lie below this one.' }],
    });
  }
  if (parent.lineage.length + levels > maxDepth) {
    const detail = `The tree of sections has at most ${maxDepth} levels.`;
    throw problems.invalidRequest(`"/parent": ${detail}`, {
      errors: [{ pointer: '/parent', code: 'too-deep', detail }],
    });
  }
}

/** Refuses to delete a section that is in use unless there is somewhere to move what is in it. */
export function checkDeletable(
  use: { articles: number; children: number },
  id: string,
  target: (InTree & { id: string }) | null,
): void {
  if (use.articles === 0 && use.children === 0) return;
  if (target === null) {
    throw sectionInUse(`The section holds ${use.articles} articles and ${use.children} sections.`, {
      members: { ...use },
    });
  }
  if (target.lineage.includes(id)) {
    throw sectionCycle('The articles cannot move to the section that is deleted, or to one below it.', {
      errors: [{ parameter: 'moveTo', code: 'cycle', detail: 'Choose a section elsewhere.' }],
    });
  }
}

/** Where a section lies, from where its parent does. */
export function placeBelow(parent: { path: string; lineage: string[] } | null, section: { id: string; slug: string }) {
  return {
    path: parent === null ? section.slug : `${parent.path}/${section.slug}`,
    lineage: [...(parent?.lineage ?? []), section.id],
  };
}
