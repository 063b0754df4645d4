import type { Element } from '../../xml/elements.js';

/** An article, and the attachments that it shows and that have not been read yet. */
export type DeferredArticle = { item: Element; from: string; lateComments: number; missingAttachmentIds: Set<string> };

/** The maximum number of articles that wait, and of their characters. */
const maxArticles = 500;
const maxCharacters = 32 * 2 ** 20;

/** Returns the approximate number of characters of an element. */
export const sizeOf = (element: Element): number =>
  element.children.reduce((sum, child) => sum + (typeof child === 'string' ? child.length : 64 + sizeOf(child)), 64);

/**
 * Articles that show attachments which come later in the file. WordPress writes exports in the order of ids, so these
 * usually follow soon. An article waits until all its attachments are read. If too many wait, the oldest are released.
 */
export class DeferredArticles {
  private readonly sizeByArticle = new Map<DeferredArticle, number>();
  private readonly byAttachment = new Map<string, Set<DeferredArticle>>();
  private characters = 0;

  /** Adds an article. Returns the articles that are released because too many wait. */
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

  /** Returns the articles that waited only for this attachment. */
  resolveAttachment(id: string): DeferredArticle[] {
    const readyArticles = [...(this.byAttachment.get(id) ?? [])].filter((article) => {
      article.missingAttachmentIds.delete(id);
      return article.missingAttachmentIds.size === 0;
    });
    this.byAttachment.delete(id);
    for (const article of readyArticles) this.remove(article);
    return readyArticles;
  }

  /** Returns all waiting articles, the oldest first. */
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
