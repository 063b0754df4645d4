import t from 'tap';
import { allEventDefinitions } from '../../../src/event-definitions.js';

t.test('decides for each type of event whether the public sees it', async (t) => {
  const untold = allEventDefinitions.filter(({ news }) => news === undefined).map(({ type }) => type);
  t.same(untold.sort(), [
    'article.created',
    'article.embargoed',
    'article.restored',
    'article.scheduled',
    'article.unkilled',
    'article.unscheduled',
    'article.updated',
    'comment-ban.lifted',
    'comment-ban.set',
    'comment-policy.stated',
    'comment-word.deleted',
    'comment-word.set',
    'comment.reacted',
    'comment.reported',
    'correction.drafted',
    'import.cancelled',
    'import.failed',
    'import.finished',
    'import.started',
    'lock.released',
    'lock.taken',
    'preview.created',
    'preview.revoked',
    'privacy-request.answered',
    'token.created',
    'token.revoked',
    'webhook.created',
    'webhook.deleted',
    'webhook.disabled',
    'webhook.rotated',
    'webhook.updated',
  ]);
});
