import { type ImportReport, importArticles, type MediaMode, type Mode, readArticles } from '../flows/imports/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import { Problem, problems } from '../platform/problems/index.js';
import type { ImportSource } from './files.js';
import { type ImportResult, type ReportedItem, reportItems, toDroppedItems } from './import-report.js';
import { formatMegabytes, withProgress } from './terminal.js';

export type ImportCommandOptions = {
  mode: Mode;
  media: MediaMode;
  dryRun?: boolean;
  format?: string;
  source?: string;
  siteUrl?: string;
  section?: string | undefined;
  keepAddresses?: boolean;
  to?: string;
  token?: string;
  resume?: string;
};

/** Imports a file into the database of this environment. */
export async function importLocally(
  newsroom: Newsroom,
  source: ImportSource,
  options: ImportCommandOptions,
): Promise<ImportResult> {
  const { mode, media, dryRun = false, format, siteUrl, section, keepAddresses = false } = options;
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
  const reportedItems: Record<'skipped' | 'failed', ReportedItem[]> = { skipped: [], failed: [] };
  const droppedItems: ReportedItem[] = [];
  const { format: detectedFormat, fault } = await withProgress(
    source.label,
    source.size,
    async (progress) => {
      const articleReader = await readArticles(source.open(), {
        format,
        source: options.source ?? null,
        siteUrl,
        name: source.name,
        progress,
      });
      return importArticles({
        newsroom,
        actor: commandLineActor,
        format: articleReader.format,
        read: articleReader.read,
        options: { mode, media, dryRun, keepAddresses, section },
        checkpoint: {
          processedCount: 0,
          async saveOutcomes(_, outcomes) {
            for (const outcome of outcomes) {
              counts[outcome.outcome] += 1;
              if (outcome.outcome === 'skipped' || outcome.outcome === 'failed')
                reportedItems[outcome.outcome].push(outcome);
              droppedItems.push(...toDroppedItems(outcome));
            }
          },
          async saveOmissions(items) {
            for (const { from, omissions } of items) droppedItems.push(...toDroppedItems({ from, dropped: omissions }));
          },
        },
      });
    },
    formatMegabytes,
  );
  reportItems(source.label, 'failed', reportedItems.failed, counts.failed);
  reportItems(source.label, 'skipped', reportedItems.skipped, counts.skipped);
  reportItems(source.label, 'dropped', droppedItems, droppedItems.length);
  return { format: detectedFormat, ...counts, fault: fault === null ? null : describeFault(fault) };
}

/** Describes why a file could not be read to its end. */
const describeFault = ({ from, detail, isPartial }: NonNullable<ImportReport['fault']>): string =>
  `${isPartial ? 'The import is incomplete.' : 'Nothing was imported.'} ${from === 'file' ? '' : `${from}: `}${detail}`;

/** Returns the path of a section, or throws unknown-reference if the section does not exist. */
export async function getSectionPath({ sections }: Newsroom, section: string | undefined): Promise<string | undefined> {
  if (section === undefined) return undefined;
  try {
    return (JSON.parse(String((await sections.get(section, {}, 'desk')).json)) as { path: string }).path;
  } catch (error) {
    if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    throw problems.unknownReference(`The section "${section}" does not exist. Create it, or choose another section.`);
  }
}
