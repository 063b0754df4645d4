import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { mergeTooLarge, notMerged, samePerson } from './merge.rules.js';
import { DeskWholePerson, DuplicatePersonRef, MergeInput } from './schemas.js';
import type { PersonService } from './service.js';

const tags = ['People'];

/** Merges two people and undoes merges. */
export const personMergeRoutes: FastifyPluginAsyncZod<{ people: PersonService }> = async (app, { people }) => {
  app.post(
    '/:ref/merge',
    {
      config: {
        conditionalScopes: [{ scope: 'directory:write', to: 'merge people of whom one is public' }],
        permission: 'content:write',
        problems: [samePerson, mergeTooLarge, problems.unknownReference],
      },
      schema: {
        operationId: 'mergePerson',
        tags,
        summary: 'Merge two people',
        description:
          'Merges the person in the path into the person in `into`. Use it if both entries are about the same person. Articles and mentions that name the merged person name the remaining person from now on. The remaining person takes over the names, offices and web addresses of the merged person, and the Wikidata id if the remaining person has none. If it would then have too many names, offices or addresses, the response is 409 and nothing changes. The id and the slugs of the merged person redirect to the remaining person. Returns the remaining person. `If-Match`, if sent, must contain the ETag of the person in the path. To undo the merge, call `POST /v1/people/{ref}/unmerge`.',
        params: DuplicatePersonRef,
        headers: preconditions,
        body: MergeInput,
        response: { 200: DeskWholePerson },
      },
    },
    async (request) => people.merge(request.actor, request.params.ref, request.body.into, request.headers),
  );

  app.post(
    '/:ref/unmerge',
    {
      config: {
        conditionalScopes: [{ scope: 'directory:write', to: 'undo a merge into a public person' }],
        permission: 'content:write',
        problems: [notMerged],
      },
      schema: {
        operationId: 'unmergePerson',
        tags,
        summary: 'Undo a merge',
        description:
          'Restores a person who was merged into another person. Use the id or a former slug of the merged person in the path. Articles and mentions that named the merged person name this person again, unless they were changed after the merge. The names, offices and web addresses that the other person took over are removed from the other person. Returns the restored person. If the other person was later merged into a third person, the response is 409. Undo that merge first.',
        params: DuplicatePersonRef,
        response: { 200: DeskWholePerson },
      },
    },
    async (request) => people.unmerge(request.actor, request.params.ref),
  );
};
