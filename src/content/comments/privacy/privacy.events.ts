import { defineEvent } from '../../../platform/events/index.js';
import { PrivacyRequest } from './privacy.schemas.js';

// The event does not identify the person, so that the log of an erasure does not preserve what was erased.
const request = PrivacyRequest.pick({ id: true, kind: true, comments: true });

export const privacyEvents = {
  answered: defineEvent(
    'privacy-request.answered',
    'Sent when the data of a person is exported or erased.',
    request,
    () => [],
    { scope: 'admin' },
  ),
};
