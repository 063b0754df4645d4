export { createDownloader, type Downloader, type DownloadLimits } from './download.js';
export { DownloadError } from './download-error.js';
export { createPoster, type Poster } from './post.js';
export { targetFault } from './target.js';
export { Unreachable } from './unreachable.js';
