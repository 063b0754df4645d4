import { defineEvent } from '../../../platform/events/index.js';
import { PrivacyRequest } from './privacy.schemas.js';

// The event does not identify the person, so that the log of an erasure does not preserve what was erased.
const request = PrivacyRequest.pick({ id: true, kind: true, comments: true }).meta({
  id: 'PrivacyRequestEventData',
  description: 'The kind of the privacy request and the number of comments, but nothing about the person.',
  examples: [{ id: '0197f3c0-9c00-7b6e-9c55-0d1f6f2a4b99', kind: 'export', comments: 1 }],
});

export const privacyEvents = {
  answered: defineEvent({
    type: 'privacy-request.answered',
    summary: 'A privacy request was carried out',
    description: 'Sent when the data of a person is exported or erased.',
    payload: request,
    scope: 'admin',
    stale: () => [],
  }),
};
