-- Whoever may publish articles may also change the people and sections that the public sees.
UPDATE "tokens" SET "scopes" = "scopes" || '{directory:write}'
WHERE 'content:publish' = ANY ("scopes") AND NOT 'directory:write' = ANY ("scopes");
