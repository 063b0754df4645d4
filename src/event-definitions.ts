import { articleEvents, reviewEvents } from './content/articles/index.js';
import { assetEvents } from './content/assets/index.js';
import { commentEvents, commentPolicyEvents, privacyEvents } from './content/comments/index.js';
import { correctionEvents } from './content/corrections/index.js';
import { listEvents } from './content/lists/index.js';
import { lockEvents } from './content/locks/index.js';
import { mentionEvents } from './content/mentions/index.js';
import { personEvents } from './content/people/index.js';
import { previewEvents } from './content/previews/index.js';
import { roleEvents } from './content/roles/index.js';
import { sectionEvents } from './content/sections/index.js';
import { signInLinkEvents } from './content/sign-in/index.js';
import { tokenEvents } from './content/tokens/index.js';
import { userEvents } from './content/users/index.js';
import { importEvents } from './flows/import-jobs/index.js';
import { webhookEvents } from './flows/webhooks/index.js';
import type { EventDefinition } from './platform/events/index.js';

/** The definitions of all event types. */
export const allEventDefinitions = [
  articleEvents,
  assetEvents,
  commentEvents,
  commentPolicyEvents,
  correctionEvents,
  importEvents,
  listEvents,
  lockEvents,
  mentionEvents,
  personEvents,
  previewEvents,
  privacyEvents,
  reviewEvents,
  roleEvents,
  sectionEvents,
  signInLinkEvents,
  tokenEvents,
  userEvents,
  webhookEvents,
].flatMap((definitions) => Object.values(definitions) as EventDefinition[]);
