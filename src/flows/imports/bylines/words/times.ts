/** Words of dates, of reading times and of links to share, which name nobody. */
export const noise =
  /^(?:(?:she|he|they|her|him|them|all rights reserved|on|at|um|uhr|le|la|el|il|am|the|of|kl|klo|à|a|às|alle ore|о|в|uur|om|den|dne|dnia|estimated|reading time|read time|read|min read|minutes?|temps de lecture|lesezeit|lesedauer|leestijd|lukuaika|tiempo de lectura|tempo di lettura|tempo de leitura|время чтения|stand|share|print|e-?mail|comments?|no comments|kommentare?|save|subscribe|listen|twitter|facebook|linkedin|instagram|on twitter|on x|read more|more|bio|profile|contact|about the authors?|about|follow|est|edt|bst|gmt|cet|cest|utc|[ap]\.?m\.?|ago|h|ч|г|г\.|года|年|月|日|更新日|更新|公開日|投稿日|发布时间|時間|时间|입력|수정|등록|last|first|date|datum|fecha|data|дата)[\s:.,]*)+$/iu;

/** Verbs that say when an article was published or changed. What follows is a date. */
export const updateVerb =
  '(?:last )?(?:updated|modified|edited)|latest update|mis(?:e)? à jour|modifié|actualisé|(?:zuletzt )?aktualisiert|letzte aktualisierung|geändert|actualizad[oa]|última actualización|atualizad[oa]|última atualização|aggiornat[oa]|ultimo aggiornamento|bijgewerkt|laatste update|laatst bijgewerkt|oppdatert|sist oppdatert|opdateret|uppdaterad|senast uppdaterad|päivitetty|aktualizacja|zaktualizowano|aktualizováno|обновлено|оновлено|ενημερώθηκε|τελευταία ενημέρωση|güncellendi|son güncelleme';

/** Verbs that say when an article was published. A name may follow: `Posted by Jane Doe`. */
export const publishVerb =
  'first published|originally published|published|posted|created|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|gepubliceerd|publisert|udgivet|publicerad|julkaistu|opublikowano|publikováno|опубликовано|опубліковано|δημοσιεύθηκε|δημοσίευση|yayınlanma';
