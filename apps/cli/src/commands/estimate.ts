import { access } from 'node:fs/promises';
import { readColumns } from '@impact-ledger/cohort';
import {
  catalogue,
  estimate,
  findEstimator,
  StatisticalError,
  withOptionColumns,
  type Estimate,
  type Roles,
  type StatisticalErrorKind,
  type Table,
} from '@impact-ledger/stats';
import { bootstrapInThreads } from './bootstrap-in-threads.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { faint, print, printJson, strong, table, warn } from '../terminal/terminal.js';

/** The flags as commander gives them. */
export interface EstimateFlags {
  readonly data?: string;
  readonly treatment?: string;
  readonly outcome?: string;
  readonly time?: string;
  readonly event?: string;
  readonly entry?: string;
  readonly covariates?: readonly string[];
  readonly strata?: readonly string[];
  readonly cluster?: string;
  readonly weights?: string;
  readonly instrument?: string;
  readonly unit?: string;
  readonly period?: string;
  readonly firstTreated?: string;
  readonly deviated?: string;
  readonly options?: string;
  readonly bootstrap?: string;
  readonly threads?: number;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** Errors of the command line rather than of the data. */
const WRONG_CALL: readonly StatisticalErrorKind[] = [
  'unknown-estimator',
  'unknown-option',
  'invalid-option',
  'missing-role',
  'repeated-role',
];

/** One estimator of the catalogue on a file of this machine: nothing is recorded, nothing leaves the machine. */
export async function estimateCommand(method: string | undefined, flags: EstimateFlags): Promise<void> {
  if (flags.list) return list(flags.json === true);
  if (method === undefined) {
    throw new CommandFailure('name a method: `impact estimate --list` shows them all', EXIT.usage);
  }
  const { data, options: written, bootstrap, threads, list: _list, json: _json, ...roles } = flags;
  const options = optionsOf(written, '--options', '{"level":0.9}');
  const resampling = optionsOf(bootstrap, '--bootstrap', '{"replicates":2000}');
  try {
    const entry = findEstimator(method);
    const columns = withOptionColumns(entry, roles, options);
    const table = await tableOf(data, columns);
    const found =
      bootstrap === undefined
        ? estimate(entry.id, table, roles, options)
        : await bootstrapInThreads(entry.id, table, roles, options, resampling, threads);
    if (flags.json) printJson(found);
    else show(found);
  } catch (error) {
    if (error instanceof StatisticalError && WRONG_CALL.includes(error.kind)) {
      throw new CommandFailure(error.message, EXIT.usage);
    }
    throw error;
  }
}

/** The named columns of the file; some methods take numbers in their options and no file at all. */
async function tableOf(file: string | undefined, roles: Roles): Promise<Table> {
  const names = [
    ...new Set(Object.values(roles).flatMap((role: string | readonly string[] | undefined) => role ?? [])),
  ];
  if (file === undefined) {
    if (names.length === 0) return { rows: 0, columns: {} };
    throw new CommandFailure('name the file with --data file.csv or --data file.parquet', EXIT.usage);
  }
  await access(file).catch(() => {
    throw new CommandFailure(`${file} cannot be read`, EXIT.usage);
  });
  return readColumns(file, names);
}

function optionsOf(text: string | undefined, flag: string, example: string): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, in words that name the flag.
  }
  throw new CommandFailure(`${flag} takes a JSON object, such as '${example}', not ${text}`, EXIT.usage);
}

function list(json: boolean): void {
  if (json) return printJson(catalogue.map(({ run: _run, figure: _figure, ...entry }) => entry));
  print(
    table([
      ['method', 'needs', 'takes', 'what'],
      ...catalogue.map(({ id, inputs, what }) => [id, inputs.required.join(' '), inputs.optional.join(' '), what]),
    ]),
  );
}

const figure = (value: number | null): string => (value === null ? 'none' : String(Number(value.toPrecision(6))));

function show({ method, estimand, measure, value, standardError, interval, n, warnings }: Estimate): void {
  const { level, lower, upper } = interval;
  const limits = `${figure(100 * level)} % interval ${figure(lower)} to ${figure(upper)}`;
  print(`${strong(`${measure} ${figure(value)}`)}  ${lower === null && upper === null ? 'no interval' : limits}`);
  print(
    `${faint('method')} ${method}   ${faint('estimand')} ${estimand}   ${faint('standard error')} ${figure(standardError)}`,
  );
  if (n.total + n.dropped > 0) showRows(n);
  for (const warning of warnings) warn(`warning: ${warning.message}`);
}

function showRows(n: Estimate['n']): void {
  const arms = n.treated === null ? '' : `, ${n.treated} treated and ${n.comparison} comparison`;
  const events = n.events === null ? '' : `, ${n.events} events`;
  print(`${faint('rows')} ${n.total}${arms}${events}, ${n.dropped} dropped`);
}
