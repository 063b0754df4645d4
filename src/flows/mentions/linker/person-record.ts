/** The time in which a name or an office was held, as partial dates. Null for an open end. */
export type Span = { from: string | null; to: string | null };

/** A person of the directory, as loaded from the database. */
export type PersonRecord = {
  id: string;
  slug: string;
  name: string;
  givenName: string | null;
  familyName: string | null;
  nameOrder: string;
  isPublic: boolean;
  /** Changes with each change of the person in the database. */
  stamp?: string;
  shortNames: readonly string[];
  aliases: readonly ({ name: string; kind: string } & Span)[];
  roles: readonly ({ title: string; organisation: string | null } & Span)[];
};
