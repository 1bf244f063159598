import { logsSource } from '#bonne-boite/logs-source';
import type { Source } from '#bonne-boite/reading';
import { tableSource } from '#bonne-boite/table-source';

export const SOURCES: readonly Source[] = [tableSource, logsSource];
