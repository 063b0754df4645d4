import type { Element } from '../../xml/elements.js';

/** A story, and the attachments that it shows and that have not been seen. */
export type DeferredArticle = { item: Element; from: string; lateComments: number; missingAttachmentIds: Set<string> };

/** Stories that are held back, and characters of them. */
const maxArticles = 500;
const maxCharacters = 32 * 2 ** 20;

const sizeOf = (element: Element): number =>
  element.children.reduce((sum, child) => sum + (typeof child === 'string' ? child.length : 64 + sizeOf(child)), 64);

/**
 * Stories that show attachments which the file has not described yet. It often does so soon, for WordPress writes its
 * exports by number; so they wait, and are given as soon as nothing lacks, or when too many wait, the oldest first.
 */
export class DeferredArticles {
  private readonly sizeByArticle = new Map<DeferredArticle, number>();
  private readonly byAttachment = new Map<string, Set<DeferredArticle>>();
  private characters = 0;

  /** @returns those that cannot wait any longer */
  add(article: DeferredArticle): DeferredArticle[] {
    const size = sizeOf(article.item);
    this.sizeByArticle.set(article, size);
    this.characters += size;
    for (const id of article.missingAttachmentIds) {
      const dependents = this.byAttachment.get(id) ?? new Set();
      this.byAttachment.set(id, dependents.add(article));
    }
    const overflow: DeferredArticle[] = [];
    for (const oldest of this.sizeByArticle.keys()) {
      if (this.sizeByArticle.size <= maxArticles && this.characters <= maxCharacters) break;
      this.remove(oldest);
      overflow.push(oldest);
    }
    return overflow;
  }

  /** @returns those that waited for this one only */
  resolveAttachment(id: string): DeferredArticle[] {
    const readyArticles = [...(this.byAttachment.get(id) ?? [])].filter((article) => {
      article.missingAttachmentIds.delete(id);
      return article.missingAttachmentIds.size === 0;
    });
    this.byAttachment.delete(id);
    for (const article of readyArticles) this.remove(article);
    return readyArticles;
  }

  /** All that are left, the oldest first. */
  rest(): DeferredArticle[] {
    return [...this.sizeByArticle.keys()];
  }

  private remove(article: DeferredArticle): void {
    this.characters -= this.sizeByArticle.get(article) ?? 0;
    this.sizeByArticle.delete(article);
    for (const id of article.missingAttachmentIds) {
      const dependents = this.byAttachment.get(id);
      dependents?.delete(article);
      if (dependents?.size === 0) this.byAttachment.delete(id);
    }
  }
}
