/** The addresses of the API and of the pages for readers. */
export type Site = {
  /**
   * The address of the API without a trailing slash. If it is not configured, it is empty and addresses are relative.
   */
  base: string;
  /** The address below which the renditions of assets are, without a trailing slash. Relative like `base`. */
  mediaUrl: string;
  /** The name of the site: its host. */
  name: string;
  /** The start page for readers. */
  home: string;
  /** Whether articles have pages for readers outside of the API. */
  hasPages: boolean;
  /** Returns the address of an article: its page for readers, or else its address in the API. */
  linkOf(slug: string): string;
  /** The parts of that address before and after the slug. */
  linkParts: readonly [string, string];
};

export type SiteOptions = {
  publicUrl?: string | undefined;
  /** Has `{slug}` in place of the slug of an article. */
  articleUrl?: string | undefined;
  /** The address below which a CDN serves the files of assets. Without it, the API serves them. */
  mediaUrl?: string | undefined;
};

export function siteOf({ publicUrl = '', articleUrl, mediaUrl = `${publicUrl}/media` }: SiteOptions): Site {
  const [before = '', after = ''] = (articleUrl ?? `${publicUrl}/v1/articles/{slug}`).split('{slug}');
  const absoluteAddress = [publicUrl, before].find((address) => URL.canParse(address));
  return {
    base: publicUrl,
    mediaUrl,
    name: absoluteAddress === undefined ? 'Broadsheet' : new URL(absoluteAddress).host,
    home: `${URL.canParse(before) ? new URL(before).origin : publicUrl}/`,
    hasPages: articleUrl !== undefined,
    linkOf: (slug) => `${before}${slug}${after}`,
    linkParts: [before, after],
  };
}
