/** A process of the bench: answers each chunk it is sent with its outcomes, until it is told to end. */
import { replicate } from '#calibration/replicate';
import { SCENARIOS } from '#calibration/scenarios';
import type { Chunk } from '#calibration/work';

process.on('message', ({ scenario: id, cells, seed, from, until }: Chunk) => {
  const scenario = SCENARIOS.find((candidate) => candidate.id === id)!;
  const chosen = cells.map((place) => scenario.cells[place]!);
  process.send!(replicate(scenario, chosen, seed, from, until));
});
