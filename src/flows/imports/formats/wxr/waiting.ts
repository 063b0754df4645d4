import type { Element } from '../../xml/elements.js';

/** A story, and the attachments that it shows and that have not been seen. */
export type Held = { item: Element; from: string; lateComments: number; lacks: Set<string> };

/** Stories that are held back, and characters of them. */
const mostStories = 500;
const mostCharacters = 32 * 2 ** 20;

const sizeOf = (element: Element): number =>
  element.children.reduce((sum, child) => sum + (typeof child === 'string' ? child.length : 64 + sizeOf(child)), 64);

/**
 * Stories that show attachments which the file has not described yet. It often does so soon, for WordPress writes its
 * exports by number; so they wait, and are given as soon as nothing lacks, or when too many wait, the oldest first.
 */
export class Waiting {
  private readonly held = new Map<Held, number>();
  private readonly byAttachment = new Map<string, Set<Held>>();
  private characters = 0;

  /** @returns those that cannot wait any longer */
  add(story: Held): Held[] {
    const size = sizeOf(story.item);
    this.held.set(story, size);
    this.characters += size;
    for (const id of story.lacks) {
      const waiting = this.byAttachment.get(id) ?? new Set();
      this.byAttachment.set(id, waiting.add(story));
    }
    const done: Held[] = [];
    for (const oldest of this.held.keys()) {
      if (this.held.size <= mostStories && this.characters <= mostCharacters) break;
      this.forget(oldest);
      done.push(oldest);
    }
    return done;
  }

  /** @returns those that waited for this one only */
  found(id: string): Held[] {
    const done = [...(this.byAttachment.get(id) ?? [])].filter((story) => {
      story.lacks.delete(id);
      return story.lacks.size === 0;
    });
    this.byAttachment.delete(id);
    for (const story of done) this.forget(story);
    return done;
  }

  /** All that are left, the oldest first. */
  rest(): Held[] {
    return [...this.held.keys()];
  }

  private forget(story: Held): void {
    this.characters -= this.held.get(story) ?? 0;
    this.held.delete(story);
    for (const id of story.lacks) {
      const waiting = this.byAttachment.get(id);
      waiting?.delete(story);
      if (waiting?.size === 0) this.byAttachment.delete(id);
    }
  }
}
