import type { Actor } from '@impact-ledger/domain';
import { LOG_PATH, readTile } from '@impact-ledger/ledger';
import type { Page } from '@impact-ledger/readmodel';
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { May, OpenDoor } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing } from '../http/answers.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Lists, Public, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { ListQuery, Position } from '../schemas/common.js';
import {
  listCheckpoints,
  listOrigins,
  LogOriginList,
  SignedCheckpointPage,
  type SignedCheckpointView,
} from './checkpoint-list.js';
import {
  ConsistencyProof,
  EntryProof,
  LogKey,
  LogState,
  readCheckpoint,
  readConsistency,
  readEntryProof,
  readLogKey,
  readLogState,
} from './log-proofs.js';

const Count = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, 'must be a whole number')
  .transform(Number);
const SizeQuery = z.strictObject({
  size: Count.optional().meta({
    description: 'Leaves of the tree to prove it in; those of the last checkpoint unless told.',
  }),
});
const ConsistencyQuery = z.strictObject({
  from: Count.meta({ description: 'Leaves of the older tree: of the checkpoint you kept.' }),
  to: Count.optional().meta({ description: 'Leaves of the newer tree; those of the last checkpoint unless told.' }),
});

/** What was signed stays so: there is no position to wait for. */
const CheckpointQuery = ListQuery.omit({ minPosition: true });
const COLUMNS: readonly Column<SignedCheckpointView>[] = [
  { name: 'origin', of: ({ origin }) => origin },
  { name: 'size', of: ({ size }) => size },
  { name: 'root', of: ({ root }) => root },
  { name: 'signedAt', of: ({ signedAt }) => signedAt },
  { name: 'witnesses', of: ({ witnesses }) => witnesses.map(({ name }) => name).join(' ') },
  { name: 'text', of: ({ text }) => text },
];

const WELL_KNOWN = LOG_PATH.slice(1);
const IN_PUBLIC = 'whoever checks the log must not need our leave';

@ApiTags('log')
@Controller()
export class LogController {
  constructor(private readonly resources: Resources) {}

  @Get(`${WELL_KNOWN}/checkpoint`)
  @OpenDoor(IN_PUBLIC)
  @Public()
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Header('access-control-allow-origin', '*')
  @ApiOperation({ summary: 'The log, signed: how many events, and the root of their Merkle tree (C2SP checkpoint)' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'With the cosignatures of witnesses.', schema: { type: 'string' } })
  async checkpoint(): Promise<string> {
    return (await readCheckpoint(this.resources)).text;
  }

  @Get(`${WELL_KNOWN}/key`)
  @OpenDoor(IN_PUBLIC)
  @Public()
  @Header('access-control-allow-origin', '*')
  @Reads('Public key of the log', LogKey, 'Check a checkpoint with it; keep it apart from us.')
  key(): Promise<z.infer<typeof LogKey>> {
    return readLogKey(this.resources);
  }

  @Get(`${WELL_KNOWN}/tile/*`)
  @OpenDoor(IN_PUBLIC)
  @Public()
  @Header('content-type', 'application/octet-stream')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @Header('access-control-allow-origin', '*')
  @ApiOperation({ summary: 'Hashes of the tree, at most 256 side by side (C2SP tlog-tiles, without entries)' })
  @ApiParam({ name: 'path', description: 'level/index[.p/width]', example: '0/000', schema: { type: 'string' } })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, description: '32 bytes each.', schema: { type: 'string', format: 'binary' } })
  async tile(@Req() request: FastifyRequest): Promise<Buffer> {
    const [address = ''] = request.url.split('?', 1);
    const path = address.slice(LOG_PATH.length + 1);
    return Buffer.from(existing(await readTile(this.resources.pool, path), `tile ${path.slice(0, 100)}`));
  }

  @Get('v1/log')
  @May('ReadAudit')
  @Reads('How signing goes', LogState, 'As the notary left it.')
  state(@By() actor: Actor): Promise<z.infer<typeof LogState>> {
    return readLogState(this.resources, actor);
  }

  @Get('v1/log/checkpoints')
  @May('ReadAudit')
  @Lists('Everything about the log that was ever signed, newest first', SignedCheckpointPage)
  checkpoints(
    @Query({ schema: CheckpointQuery }) query: z.infer<typeof CheckpointQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<SignedCheckpointView> | Readable> {
    return answerList(request, reply, query, COLUMNS, (page) => listCheckpoints(this.resources, actor, page));
  }

  @Get('v1/log/origins')
  @May('ReadAudit')
  @Reads('Names of the log, the one in use first', LogOriginList, 'A new one starts when signed events were lost.')
  origins(@By() actor: Actor): Promise<LogOriginList> {
    return listOrigins(this.resources, actor);
  }

  @Get('v1/log/consistency')
  @OpenDoor(IN_PUBLIC)
  @Public()
  @Header('access-control-allow-origin', '*')
  @Reads('Proof that the log only grew between two sizes', ConsistencyProof, 'From the tiles.')
  consistency(
    @Query({ schema: ConsistencyQuery }) { from, to }: z.infer<typeof ConsistencyQuery>,
  ): Promise<z.infer<typeof ConsistencyProof>> {
    return readConsistency(this.resources, from, to);
  }

  @Get('v1/log/entries/:leafIndex')
  @May('ReadAudit')
  @Reads(
    'One event by its place in the log, with its proof',
    EntryProof,
    'Bytes from the ledger, hashes from the tiles.',
  )
  entry(
    @Param('leafIndex', { schema: Count }) leafIndex: number,
    @Query({ schema: SizeQuery }) { size }: z.infer<typeof SizeQuery>,
    @By() actor: Actor,
  ): Promise<z.infer<typeof EntryProof>> {
    return readEntryProof(this.resources, actor, { leafIndex }, size);
  }

  @Get('v1/audit/events/:position/proof')
  @May('ReadAudit')
  @Reads('One event by its position, with its proof', EntryProof, 'Bytes from the ledger, hashes from the tiles.')
  event(
    @Param('position', { schema: Position }) position: string,
    @Query({ schema: SizeQuery }) { size }: z.infer<typeof SizeQuery>,
    @By() actor: Actor,
  ): Promise<z.infer<typeof EntryProof>> {
    return readEntryProof(this.resources, actor, { position: BigInt(position) }, size);
  }
}
