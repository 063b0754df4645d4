import { DownloadError } from '../../../platform/outgoing/index.js';
import { Problem } from '../../../platform/problems/index.js';

/** Why an image could not be fetched. `reason` is a stable code in kebab-case. */
export type ImageFailure = { reason: string; detail: string; isTemporary: boolean };

/** The server of an image has failed too often. */
export class HostGivenUpError extends Error {}

/** Returns why an image could not be fetched, or undefined if the error has another cause. */
export function imageFailureOf(error: unknown): ImageFailure | undefined {
  if (error instanceof HostGivenUpError)
    return { reason: 'image-host-given-up', detail: error.message, isTemporary: false };
  if (error instanceof DownloadError)
    return { reason: `image-${error.fault}`, detail: error.message, isTemporary: error.isTemporary };
  if (error instanceof Problem) {
    const { code, status } = error.definition;
    return { reason: `image-${code}`, detail: error.detail, isTemporary: status === 503 };
  }
  return undefined;
}

/** Returns whether a server does not respond, so that other requests to it are likely to fail. */
export const isHostFailure = (error: unknown): boolean =>
  error instanceof DownloadError && (error.fault === 'too-slow' || error.fault === 'unreachable');
