import { authorise, isReleased, type Actor } from '@impact-ledger/domain';
import { sha256Hex, type EventStore } from '@impact-ledger/ledger';
import { EVENT_TOPICS, listEvents, type EventView, type Page } from '@impact-ledger/readmodel';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing } from '../http/answers.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Lists, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { ListAsOfQuery, Position } from '../schemas/common.js';
import { EventPage, LedgerEventBytes } from '../schemas/views.js';

const Edge = z.string().min(1).max(40).optional();

const EventQuery = ListAsOfQuery.extend({
  type: z.string().max(100).refine(isReleased, 'is not a type of event that was ever released').optional(),
  stream: z.string().min(1).max(220).optional(),
  actor: z.string().min(1).max(80).optional(),
  about: z.enum(EVENT_TOPICS).optional().meta({
    description:
      'sealed: who unsealed or read sealed outcomes; permissions: accounts, roles, keys; erasures: who erased.',
  }),
  from: Edge.meta({ description: 'Recorded at or after: a position, a time with its zone, or a day.' }),
  to: Edge.meta({
    description: 'Recorded at or before: a position, a time with its zone, or a day (its end in Paris).',
  }),
});

const COLUMNS: readonly Column<EventView>[] = [
  { name: 'position', of: ({ position }) => position },
  { name: 'recordedAt', of: ({ recordedAt }) => recordedAt },
  { name: 'type', of: ({ type }) => type },
  { name: 'version', of: ({ version }) => version },
  { name: 'stream', of: ({ stream }) => stream },
  { name: 'revision', of: ({ revision }) => revision },
  { name: 'actor', of: ({ actor }) => actor.id },
  { name: 'role', of: ({ actor }) => actor.role },
  { name: 'reason', of: ({ reason }) => reason },
  { name: 'id', of: ({ id }) => id },
];

export type EventBytes = z.infer<typeof LedgerEventBytes>;

/** One event exactly as it is hashed; undefined when there is none. Throws Forbidden. */
export async function readEventBytes(
  store: EventStore,
  actor: Actor,
  position: string,
): Promise<EventBytes | undefined> {
  authorise(actor, 'ReadAudit');
  const stored = await store.bytesAt(BigInt(position));
  if (!stored) return undefined;
  const { bytes } = stored;
  return {
    position,
    bytes,
    sha256: sha256Hex(bytes),
    leafHash: sha256Hex(Buffer.concat([Buffer.of(0), Buffer.from(bytes, 'utf8')])),
    event: JSON.parse(bytes) as EventBytes['event'],
  };
}

@ApiTags('audit')
@Controller('v1/audit/events')
export class AuditController {
  constructor(private readonly resources: Resources) {}

  @Get()
  @May('ReadAudit')
  @Lists('Events, newest first', EventPage)
  list(
    @Query({ schema: EventQuery }) query: z.infer<typeof EventQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EventView> | Readable> {
    const { type, stream, actor: by, about, from, to, asOf } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listEvents(this.resources.db, actor, { ...page, type, stream, by, about, from, to, asOf }),
    );
  }

  @Get(':position')
  @May('ReadAudit')
  @Reads('One event with its exact bytes', LedgerEventBytes, 'Straight from the ledger, not from a read model.')
  async read(@Param('position', { schema: Position }) position: string, @By() actor: Actor): Promise<EventBytes> {
    return existing(await readEventBytes(this.resources.store, actor, position), `event at position ${position}`);
  }
}
