import { type TextName, textNames } from '../../src/content/articles/index.js';

/** The texts that an article may lack, for a draft of an import that has none of them. */
export const noTexts = Object.fromEntries(textNames.map((name) => [name, null])) as Record<TextName, null>;
