import { hostOf } from './fields.js';

/** A URN such as `urn:newsml:example.com:20170707:1` names its host as a URL does, and so does a tag URI. */
const urnHost = /^urn:newsml:([^:/]+):/i;
const tagHost = /^tag:([^,/:]+)[,:]/i;

/** Returns the host of the provider that the id of an item names, or null. */
export const providerOf = (id: string | null): string | null =>
  id === null ? null : ((hostOf(id) ?? urnHost.exec(id)?.[1] ?? tagHost.exec(id)?.[1])?.toLowerCase() ?? null);
