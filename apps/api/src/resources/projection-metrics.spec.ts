import { expect, test } from '@jest/globals';
import { projectionMetrics } from './projection-metrics.js';

test('every projection has its position, lag, count and failure, in lines that Prometheus reads', () => {
  const text = projectionMetrics(7n, [
    { name: 'events', version: 1, status: 'running', position: '7', processed: 7, lagSeconds: 0, failure: null },
    {
      name: 'odd"\\\nname',
      version: 2,
      status: 'failed',
      position: '3',
      processed: 2,
      lagSeconds: 12.5,
      failure: { position: '4', stream: 's', reason: 'secret' },
    },
  ]);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples).toEqual([
    'impact_ledger_head_position 7',
    'impact_projection_position{projection="events",version="1"} 7',
    'impact_projection_position{projection="odd\\"\\\\\\nname",version="2"} 3',
    'impact_projection_lag_seconds{projection="events",version="1"} 0',
    'impact_projection_lag_seconds{projection="odd\\"\\\\\\nname",version="2"} 12.5',
    'impact_projection_processed_total{projection="events",version="1"} 7',
    'impact_projection_processed_total{projection="odd\\"\\\\\\nname",version="2"} 2',
    'impact_projection_failed{projection="events",version="1"} 0',
    'impact_projection_failed{projection="odd\\"\\\\\\nname",version="2"} 1',
  ]);
  for (const name of new Set(samples.map((line) => line.split(/[ {]/)[0]))) expect(text).toContain(`# TYPE ${name} `);
  expect(text.endsWith('\n')).toBe(true);
});
