/** Kinds of boilerplate by the words of class names and ids. */
export const namePatterns: readonly [reason: string, names: RegExp][] = [
  ['cookie-notice', /^(?:.*-)?(?:cookies?|consent|gdpr|onetrust|cmp)(?:-.*)?$/],
  [
    'reply-form',
    /^(?:respond|(?:comment|reply)-(?:respond|form|box|editor)|(?:leave|post|add|write)-(?:a-)?(?:comment|reply))(?:-.*)?$/,
  ],
  [
    'reader-comments',
    /^(?:comments?|(?:comments?|replies|discussion)-?(?:area|section|list|thread|block|wrapper|container)|commentlist|disqus(?:-thread)?|replies|responses|reader-comments|user-comments|fb-comments)$/,
  ],
  [
    'share-buttons',
    /^(?:(?:.*-)?(?:share|sharing|sharedaddy|addtoany|addthis)(?:-(?:buttons?|box|bar|links?|tools?|icons?|list|widget|this|kit|post|story|article|container|wrapper|toolbox|social|menu))*|social(?:-(?:buttons?|bar|links?|icons?|media|share|box|list|follow|sharing))+|social)$/,
  ],
  [
    'newsletter',
    /^(?:.*-)?(?:newsletters?|mailchimp|sign-?up|subscribe|subscription)(?:-(?:box|form|promo|widget|signup|block|banner|cta|wrapper|container|inline))*$/,
  ],
  [
    'advertisement',
    /^(?:ad|ads|advert|adverts|advertisement|advertising|adsbygoogle|ad-?(?:slot|box|unit|container|wrapper|banner|block)s?(?:-.*)?|(?:.*-)(?:ad|ads|advert|advertisement)|dfp|gpt-.*|sponsor|sponsored|promoted|promo)$/,
  ],
  [
    'related-links',
    /^(?:related(?:-.*)?|.*-related|recommended(?:-.*)?|recommendations|recirc(?:ulation)?|read-?(?:more|next|also)|also-read|more-(?:stories|news|from|on|articles|posts|like-this)|most-(?:read|popular|viewed)|popular(?:-.*)?|trending(?:-.*)?|outbrain|taboola|see-also|up-next|you-may-also-like)$/,
  ],
  [
    'navigation',
    /^(?:nav|navbar|navigation|(?:main|site|top|primary|secondary|mobile|footer|post|page)-?(?:nav|menu|navigation)|menu|breadcrumbs?|pagination|pager|skip-link|site-header|site-footer|masthead|page-footer)$/,
  ],
];

/** Kinds of boilerplate by the words of the heading above it. */
export const headingPatterns: readonly [reason: string, says: RegExp][] = [
  [
    'reply-form',
    /^(?:leave|post|write|add|submit|join)\b.{0,20}\b(?:reply|comment|response|conversation|discussion)s?\b|^(?:your comment|cancel reply)/i,
  ],
  [
    'reader-comments',
    /^(?:\d+ )?(?:reader )?(?:comments?|replies|responses|kommentare|commentaires|comentarios)(?: ?\(?\d+\)?)?:?$|^(?:\d+|one|no) (?:comments?|thoughts?|responses?|replies) (?:on|to) /i,
  ],
  [
    'related-links',
    /^(?:related\b.{0,30}|read (?:more|next|also)|also read|see also|more (?:stories|news|from|on|in)\b.{0,40}|most (?:read|popular|viewed)|you (?:may|might) also like|recommended\b.{0,20}|what to read next|don.t miss|trending\b.{0,20})$/i,
  ],
  ['share-buttons', /^share\b.{0,30}$/i],
  ['newsletter', /^(?:(?:subscribe|sign up)\b.{0,80}|.{0,40}\bnewsletter)$/i],
];

/** Addresses of share buttons. */
export const shareLinkPattern =
  /^(?:https?:)?\/\/(?:[\w-]+\.)*(?:facebook\.com\/(?:sharer|share|dialog)|(?:twitter|x)\.com\/(?:intent|share)|linkedin\.com\/(?:share|cws)|reddit\.com\/submit|pinterest\.\w+\/pin\/create|t\.me\/share|telegram\.me\/share|wa\.me|whatsapp\.com\/send|bsky\.app\/intent|news\.ycombinator\.com\/submitlink)|^(?:whatsapp|viber|fb-messenger):|^mailto:\?/i;
