import type { Command } from 'commander';
import type { WithNewsroom } from './newsroom.js';
import { printLine, withProgress } from './terminal.js';

export function mentionCommands(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('mentions')
    .description('manage the mentions of people in articles')
    .command('relink')
    .description('search all articles for people again, in this process')
    .action(() =>
      withNewsroom(async ({ linking: linkingService }) => {
        const { waiting: pendingCount } = await linkingService.relinkAll();
        const linkedCount = await withProgress('articles', pendingCount, (progress) => linkingService.drain(progress));
        printLine(`Searched ${linkedCount} articles.`);
      }),
    );
}
