import 'reflect-metadata';
import { ApplicationModule, StudyMessage, type CommandReceipt } from '@impact-ledger/application';
import type { Actor } from '@impact-ledger/domain';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';

export type StudyRequest = ConstructorParameters<typeof StudyMessage>[1];

/** Sends a command to a study the way everybody does, through the CommandBus; `key` makes a repetition harmless. */
export type Send = (study: string, request: StudyRequest, key: string) => Promise<CommandReceipt>;

export interface Commands {
  readonly send: Send;
  close(): Promise<void>;
}

/** The account of this process in the ledger. */
const WORKER: Actor = { id: 'worker', role: 'worker' };

export async function openCommands(store: EventStore, vault: Vault): Promise<Commands> {
  const context = await NestFactory.createApplicationContext(ApplicationModule.register({ store, vault }), {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  const bus = context.get(CommandBus);
  return {
    send: (study, request, key) =>
      bus.execute(new StudyMessage(study, request, { actor: WORKER, idempotencyKey: key })),
    close: () => context.close(),
  };
}
