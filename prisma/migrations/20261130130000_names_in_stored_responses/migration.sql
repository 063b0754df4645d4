-- The short names of the entities in a stored response, by which the response is found when their data is erased.
ALTER TABLE public."idempotency_keys" ADD COLUMN "entity_names" TEXT[];
