import { type TextName, textNames } from '../../src/content/articles/index.js';

/** The texts that an article may lack, for the draft of an import. */
export const noTexts = Object.fromEntries(textNames.map((name) => [name, null])) as Record<TextName, null>;
