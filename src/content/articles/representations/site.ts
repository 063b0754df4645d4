/** Where this is, for whoever reads a story elsewhere. */
export type Site = {
  /** The address of the API without a trailing slash; empty where nobody has said what it is, and addresses are relative. */
  base: string;
  /** The name of the publication: its host. */
  name: string;
  /** The start page for readers. */
  home: string;
  /** Whether stories have pages for readers, outside of the API. */
  hasPages: boolean;
  /** Where readers find a story: its page, or else what the API gives. */
  linkOf(slug: string): string;
  /** What stands before and after the slug there. */
  linkParts: readonly [string, string];
};

export type SiteOptions = { publicUrl?: string | undefined; articleUrl?: string | undefined };

/** @param articleUrl with `{slug}` for the slug of a story */
export function siteOf({ publicUrl = '', articleUrl }: SiteOptions): Site {
  const [before = '', after = ''] = (articleUrl ?? `${publicUrl}/v1/articles/{slug}`).split('{slug}');
  const absoluteAddress = [publicUrl, before].find((address) => URL.canParse(address));
  return {
    base: publicUrl,
    name: absoluteAddress === undefined ? 'Broadsheet' : new URL(absoluteAddress).host,
    home: `${URL.canParse(before) ? new URL(before).origin : publicUrl}/`,
    hasPages: articleUrl !== undefined,
    linkOf: (slug) => `${before}${slug}${after}`,
    linkParts: [before, after],
  };
}
