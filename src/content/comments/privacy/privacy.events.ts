import { defineEvent } from '../../../platform/events/index.js';
import { PrivacyRequest } from './privacy.schemas.js';

// Not whose data it was: what is erased is not to be found in the log of its erasure.
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
