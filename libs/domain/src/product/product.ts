import { z } from 'zod';
import { event, type EventOf } from '../shared/event.js';
import { DomainError, type Command, type Decider } from '../shared/decider.js';
import { localText, slug, text } from '../shared/text.js';

export const PHASES = [
  'investigation',
  'construction',
  'acceleration',
  'consolidation',
  'operated',
  'transferred',
  'abandoned',
] as const;
export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;

const ProductSheet = z.strictObject({
  name: text(120),
  incubator: text(120),
  /** The problem the product answers, for a reader who has never heard of it. */
  problem: localText(600),
  phase: Phase,
});

const PhaseChange = z.strictObject({ phase: Phase, since: z.iso.date(), reason: text(600) });

// Events

export const ProductRegistered = event('ProductRegistered', ProductSheet);
export const ProductPhaseChanged = event('ProductPhaseChanged', PhaseChange);

export type ProductEvent = EventOf<typeof ProductRegistered> | EventOf<typeof ProductPhaseChanged>;

// Commands

export const RegisterProduct = ProductSheet.extend({ product: slug() });
export const ChangeProductPhase = PhaseChange;

export type ProductCommand =
  Command<'RegisterProduct', z.infer<typeof ProductSheet>> | Command<'ChangeProductPhase', z.infer<typeof PhaseChange>>;

// State

export type ProductState = { readonly status: 'absent' } | { readonly status: 'registered'; readonly phase: Phase };

// Decider

export const product: Decider<ProductCommand, ProductState, ProductEvent> = {
  initial: { status: 'absent' },

  evolve: (_state, event) => ({ status: 'registered', phase: event.data.phase }),

  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterProduct':
        if (state.status === 'registered') {
          throw new DomainError(
            'already_exists',
            'This product is registered already: choose another id, or change its phase.',
          );
        }
        return [ProductRegistered.create(command.data)];
      case 'ChangeProductPhase':
        if (state.status === 'absent') throw new DomainError('not_found', 'No such product: register it first.');
        if (state.phase === command.data.phase) return [];
        return [ProductPhaseChanged.create(command.data)];
    }
  },
};
