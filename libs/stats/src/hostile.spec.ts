import { test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { estimate } from './catalogue/estimate.js';
import { StatisticalError } from './core/statistical-error.js';
import { hostile } from './testing/hostile.js';
import { calls } from './testing/simulate.js';

test('explore', () => {
  const lines: string[] = [];
  const kinds: string[] = [];
  for (const call of calls) {
    for (const { what, table } of hostile) {
      for (const more of [{}, { weights: 'frequency' }]) {
        if ('weights' in more && !what.includes('frequenc')) continue;
        if (!('weights' in more) && what.includes('frequenc')) continue;
        const label = `${call.id} ${JSON.stringify(call.options).slice(0, 80)} ${JSON.stringify(Object.keys(call.roles))} | ${what}`;
        try {
          const a = estimate(call.id, table, { ...call.roles, ...more }, call.options);
          const se = a.standardError;
          const { lower, upper } = a.interval;
          const faults: string[] = [];
          if (se !== null && se === 0 && a.warnings.length === 0) faults.push('se0');
          if (se !== null && se < 0) faults.push('se<0');
          if (a.value !== null && lower !== null && lower > a.value + 1e-9 * Math.abs(a.value)) faults.push('lower>value');
          if (a.value !== null && upper !== null && upper < a.value - 1e-9 * Math.abs(a.value)) faults.push('upper<value');
          if (/risk-difference|survival-difference|incidence-diff/.test(a.measure) && a.value !== null && Math.abs(a.value) > 1 && a.warnings.length === 0) faults.push('beyond 1');
          if (se !== null && a.standardErrorScale === 'log' && se > 5 && a.warnings.length === 0) faults.push('se huge');
          if (se !== null && /risk-difference|survival-difference/.test(a.measure) && se > 1 && a.warnings.length === 0) faults.push('se>1');
          if (JSON.stringify(JSON.parse(JSON.stringify(a))) !== JSON.stringify(a)) faults.push('json');
          if (lower !== null && upper !== null && lower === upper && a.warnings.length === 0) faults.push('no width');
          if (faults.length > 0) lines.push(`${faults.join()} :: ${label} -> ${a.value} se ${se} [${lower}, ${upper}] w ${a.warnings.map((w) => w.kind).join()}`);
          else kinds.push(`${label} -> ${a.value} se ${se} [${lower}, ${upper}] w ${a.warnings.map((w) => w.kind).join()}`);
        } catch (error) {
          if (!(error instanceof StatisticalError)) lines.push(`THROWS :: ${label} -> ${String(error)} ${(error as Error).stack?.split('\n')[1]}`);
          else kinds.push(`${label} -> ${error.kind}: ${error.message}`);
        }
      }
    }
  }
  writeFileSync('/tmp/gpages/faults.txt', lines.join('\n'));
  writeFileSync('/tmp/gpages/kinds.txt', kinds.join('\n'));
}, 600000);
