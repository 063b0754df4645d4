/** A page or file of another site that an article shows in place. The address is that of the page for people. */
export type Embed = { provider: Provider; url: string };

type Place = { host: string; path: string; query: URLSearchParams; url: URL };

/** Returns the address of the page for people, or undefined if the address is not one of the provider's media. */
type Matcher = (place: Place) => string | undefined;

/** Replaces `$1` and so on in an address by the parts of a path that a pattern matches. */
const byPath =
  (hosts: string, pattern: RegExp, address: string): Matcher =>
  ({ host, path }) => {
    const match = hosts.split(' ').includes(host) ? pattern.exec(path) : null;
    return match === null ? undefined : address.replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? '');
  };

const anyOf =
  (...matchers: Matcher[]): Matcher =>
  (place) => {
    for (const matcher of matchers) {
      const address = matcher(place);
      if (address !== undefined) return address;
    }
    return undefined;
  };

const seconds = (text: string | null) => (text !== null && /^\d{1,6}s?$/.test(text) ? Number.parseInt(text, 10) : 0);

const youTubeId = '([\\w-]{6,20})';

const youTube: Matcher = ({ host, path, query }) => {
  const isHost = /^(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com$/.test(host);
  if (!isHost && host !== 'youtu.be') return undefined;
  const list = query.get('list');
  const playlist = list !== null && /^[\w-]{2,60}$/.test(list) ? list : undefined;
  if (isHost && playlist !== undefined && /^\/(?:playlist|embed\/videoseries)\/?$/.test(path))
    return `https://www.youtube.com/playlist?list=${playlist}`;
  const inPath = new RegExp(isHost ? `^/(?:embed|v|shorts|live)/${youTubeId}/?$` : `^/${youTubeId}/?$`).exec(path)?.[1];
  const id = inPath ?? (isHost && path === '/watch' ? query.get('v') : null);
  if (id == null || !new RegExp(`^${youTubeId}$`).test(id)) return undefined;
  const start = seconds(query.get('start') ?? query.get('t'));
  return `https://www.youtube.com/watch?v=${id}${start > 0 ? `&t=${start}` : ''}`;
};

const vimeo: Matcher = ({ host, path, query }) => {
  const match =
    host === 'player.vimeo.com'
      ? /^\/video\/(\d+)\/?$/.exec(path)
      : /^(?:www\.)?vimeo\.com$/.test(host)
        ? /^\/(\d+)(?:\/([\da-f]{6,20}))?\/?$/.exec(path)
        : null;
  if (match === null) return undefined;
  const secret = match[2] ?? query.get('h') ?? '';
  return `https://vimeo.com/${match[1]}${/^[\da-f]{6,20}$/.test(secret) ? `/${secret}` : ''}`;
};

const xHosts = 'x.com www.x.com twitter.com www.twitter.com mobile.twitter.com';
const x = anyOf(
  byPath(xHosts, /^\/(\w{1,30}|i)(?:\/web)?\/status(?:es)?\/(\d+)(?:\/.*)?$/, 'https://x.com/$1/status/$2'),
  ({ host, query }) =>
    host === 'platform.twitter.com' && /^\d+$/.test(query.get('id') ?? '')
      ? `https://x.com/i/status/${query.get('id')}`
      : undefined,
);

const facebook: Matcher = ({ host, path, query }) => {
  if (!/^(?:(?:www|m|web)\.)?facebook\.com$/.test(host)) return undefined;
  if (/^\/plugins\/(?:post|video)\.php$/.test(path)) {
    const page = query.get('href');
    return page === null || page.includes('/plugins/') || !URL.canParse(page) ? undefined : facebook(placeOf(page));
  }
  const parts = ['v', 'story_fbid', 'id', 'fbid'].flatMap((name) => {
    const value = query.get(name);
    return value !== null && /^\w{1,100}$/.test(value) ? [`${name}=${value}`] : [];
  });
  const isPage = /^\/(?:[\w.-]+\/(?:posts|videos|photos)\/[\w./-]+|(?:reel|share)\/[\w./-]+)$/.test(path);
  if (isPage) return `https://www.facebook.com${path}`;
  return /^\/(?:watch\/?|permalink\.php|story\.php|photo(?:\.php)?\/?)$/.test(path) && parts.length > 0
    ? `https://www.facebook.com${path}?${parts.join('&')}`
    : undefined;
};

const blueskyPost = '(did:[\\w:.%-]{5,100}|[\\w.-]{3,100})/(?:app\\.bsky\\.feed\\.)?post/(\\w{5,40})';
const bluesky = byPath(
  'bsky.app embed.bsky.app',
  new RegExp(`^/(?:profile|embed)/${blueskyPost}/?$`),
  'https://bsky.app/profile/$1/post/$2',
);

/** Posts on Mastodon have the same path on the servers of all communities. */
const mastodon: Matcher = ({ host, path }) => {
  const match = /^(\/@[\w.@-]{1,100}\/\d{10,25})(?:\/embed)?\/?$/.exec(path);
  return match === null ? undefined : `https://${host}${match[1]}`;
};

const soundCloud: Matcher = ({ host, path, query, url }) => {
  if (host === 'w.soundcloud.com') {
    const track = query.get('url');
    return track === null || !URL.canParse(track) ? undefined : soundCloud(placeOf(track));
  }
  if (host === 'api.soundcloud.com' && /^\/(?:tracks|playlists|users)\/[\w:%.-]+$/.test(path))
    return `https://${host}${url.pathname}`;
  return /^(?:(?:www|m)\.)?soundcloud\.com$/.test(host) && /^\/[\w-]+(?:\/[\w-]+){1,3}\/?$/.test(path)
    ? `https://soundcloud.com${path}`
    : undefined;
};

const googleMaps: Matcher = ({ host, path, url }) => {
  const isHost = /^(?:(?:www|maps)\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/.test(host);
  const isMap = /^\/maps(?:\/|$)/.test(path) || (host.startsWith('maps.') && path === '/');
  return isHost && isMap && (url.search !== '' || path.length > 6) ? `https://${host}${path}${url.search}` : undefined;
};

/** The providers by name. The first that recognises an address wins. */
const matchers = {
  youtube: youTube,
  vimeo,
  x,
  instagram: byPath(
    'instagram.com www.instagram.com',
    /^\/(?:[\w.]+\/)?(p|reel|tv)\/([\w-]{5,60})(?:\/embed)?(?:\/captioned)?\/?$/,
    'https://www.instagram.com/$1/$2/',
  ),
  tiktok: anyOf(
    byPath(
      'tiktok.com www.tiktok.com m.tiktok.com',
      /^\/(@[\w.-]+)\/video\/(\d+)\/?$/,
      'https://www.tiktok.com/$1/video/$2',
    ),
    byPath(
      'tiktok.com www.tiktok.com',
      /^\/(?:embed(?:\/v2)?|player\/v1)\/(\d+)\/?$/,
      'https://www.tiktok.com/@/video/$1',
    ),
    byPath('tiktok.com www.tiktok.com', /^\/@\/video\/(\d+)$/, 'https://www.tiktok.com/@/video/$1'),
  ),
  facebook,
  bluesky,
  spotify: byPath(
    'open.spotify.com',
    /^\/(?:intl-[a-z]{2}\/)?(?:embed(?:-podcast)?\/)?(track|album|playlist|episode|show|artist)\/(\w{10,40})\/?$/,
    'https://open.spotify.com/$1/$2',
  ),
  soundcloud: soundCloud,
  datawrapper: byPath('datawrapper.dwcdn.net', /^\/(\w{5})(?:\/\d*)?\/?$/, 'https://datawrapper.dwcdn.net/$1/'),
  flourish: byPath(
    'flo.uri.sh public.flourish.studio',
    /^\/(visualisation|story)\/(\d+)(?:\/embed)?\/?$/,
    'https://public.flourish.studio/$1/$2/',
  ),
  'google-maps': googleMaps,
  mastodon,
} satisfies Record<string, Matcher>;

export type Provider = keyof typeof matchers | 'video' | 'audio';

export const providers = [...Object.keys(matchers), 'video', 'audio'] as Provider[];

/** The maximum length of the address of an embed. */
const maxLength = 2_000;

function placeOf(address: string): Place {
  const url = new URL(address);
  return { host: url.hostname, path: url.pathname.replaceAll(/%40/gi, '@'), query: url.searchParams, url };
}

/** Returns an absolute https address, or undefined. Addresses without a protocol, or with http, get https. */
function secureAddress(address: string): string | undefined {
  const trimmedAddress = address.trim().replace(/^(?:http:)?\/\//i, 'https://');
  if (trimmedAddress.length > maxLength || !/^https:\/\//i.test(trimmedAddress) || !URL.canParse(trimmedAddress))
    return undefined;
  const url = new URL(trimmedAddress);
  return url.username === '' && url.password === '' && url.port === '' ? url.href : undefined;
}

/**
 * Returns the embed that an address shows: the address of a page, or that from which a frame loads its player.
 * Recognising the address of the result again gives the same.
 */
export function embedOf(address: string): Embed | undefined {
  const secure = secureAddress(address);
  if (secure === undefined) return undefined;
  const place = placeOf(secure);
  for (const [provider, matcher] of Object.entries(matchers)) {
    const url = matcher(place);
    if (url !== undefined) return { provider: provider as Provider, url };
  }
  return undefined;
}

/** Returns the embed of a video or audio file: at an https address, or at a path of the same site. */
export function fileEmbed(provider: 'video' | 'audio', address: string): Embed | undefined {
  const trimmedAddress = address.trim();
  if (/^\/(?![/\\])[^\s"<>`\\]*$/.test(trimmedAddress) && trimmedAddress.length <= maxLength)
    return { provider, url: trimmedAddress };
  if (/^http:/i.test(trimmedAddress)) return undefined;
  const url = secureAddress(trimmedAddress);
  return url === undefined ? undefined : { provider, url };
}

/** Returns the embed of a provider at an address, or undefined if the address is not one of the provider's. */
export function embedAt(provider: string, address: string): Embed | undefined {
  if (provider === 'video' || provider === 'audio') return fileEmbed(provider, address);
  const embed = embedOf(address);
  return embed?.provider === provider ? embed : undefined;
}
