-- Which request holds a key: a request that stalled and has lost its key to a repeat must not commit.
ALTER TABLE public.idempotency_keys ADD COLUMN claim uuid;
