/**
 * From which share of its trigrams on a word is found in a text by the operators `<%` and `%>` of pg_trgm, in every session.
 * Two letters that have changed places in a name of six leave 0.43.
 */
export const likeEnough = 0.4;
