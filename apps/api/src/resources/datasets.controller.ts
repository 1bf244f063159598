import {
  dataSetParts,
  eraseDataSet,
  eraseSubject,
  erasureReceipts,
  registerDataSet,
  type CommandEnvelope,
  type CommandReceipt,
} from '@impact-ledger/application';
import { faultsOf, PART_ROLES, type Actor } from '@impact-ledger/domain';
import { listDataSets, readDataSet, type DataSetView, type Page } from '@impact-ledger/readmodel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { May } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { changed, created, found, whatAsOf } from '../http/answers.js';
import { ChangeEnvelope, Envelope } from '../http/envelope.decorator.js';
import { answerList, type Column } from '../http/list-answer.js';
import { receiveUpload } from '../http/receive-upload.js';
import { Changes, Lists, Makes, Reads, TakesFile } from '../openapi/described.decorator.js';
import { RequestFailure } from '../problems/request-failure.js';
import { Resources } from '../resources.js';
import { signReceipt } from './sign-receipt.js';
import { AsOfQuery, Id, ListAsOfQuery } from '../schemas/common.js';
import { DataSetDeclaration, EraseDataSet, EraseSubject } from '../schemas/requests.js';
import { DataSetInParts, DataSetPage, ErasureReceipts } from '../schemas/views.js';

const DataSetQuery = ListAsOfQuery.extend({ product: Id.optional() });

const COLUMNS: readonly Column<DataSetView>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'product', of: ({ product }) => product },
  { name: 'name', of: ({ name }) => name },
  { name: 'source', of: ({ source }) => source },
  { name: 'licence', of: ({ licence }) => licence },
  { name: 'extractedOn', of: ({ extractedOn }) => extractedOn },
  { name: 'quality', of: ({ quality }) => quality },
  { name: 'rows', of: ({ rows }) => rows },
  { name: 'columns', of: ({ columns }) => columns.length },
  { name: 'sha256', of: ({ sha256 }) => sha256 },
  { name: 'status', of: ({ status }) => status },
  { name: 'revision', of: ({ revision }) => revision },
];

function declared(value: unknown): DataSetDeclaration {
  const result = DataSetDeclaration.safeParse(value);
  if (result.success) return result.data;
  const faults = faultsOf(result.error.issues, '/declaration');
  throw new RequestFailure('invalid_input', 'Correct the fields of the declaration named below.', faults);
}

@ApiTags('datasets')
@Controller('v1/datasets')
export class DataSetsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post()
  @May('RegisterDataSet')
  @Makes('Send person-level data: pseudonymised, encrypted, never readable through this API')
  @TakesFile(
    ['multipart/form-data'],
    'The part `declaration`, then the part `file` (CSV, gzip or not, or Parquet); or, of event logs, the files ' +
      '`persons`, `exposures`, `outcomes` and perhaps `exits`, which are pseudonymised with one key, so that they join.',
    {
      schema: {
        type: 'object',
        required: ['declaration'],
        properties: {
          declaration: { $ref: '#/components/schemas/DataSetDeclaration' },
          file: { type: 'string', format: 'binary' },
          ...Object.fromEntries(PART_ROLES.map((role) => [role, { type: 'string', format: 'binary' }])),
        },
        oneOf: [{ required: ['file'] }, { required: ['persons', 'exposures', 'outcomes'] }],
      },
    },
  )
  async register(
    @Envelope() envelope: CommandEnvelope,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const { store, vault, scratch } = this.resources;
    const tools = { store, vault, scratch, bus: this.bus };
    return receiveUpload(request, this.resources, declared, async ({ declaration, files }) => {
      const receipt = await registerDataSet(tools, { declaration, files, envelope });
      return created(reply, `/v1/datasets/${declaration.dataset}`, receipt);
    });
  }

  @Get()
  @May('ReadRecord')
  @Lists('Data sets: their shape, never their rows', DataSetPage)
  list(
    @Query({ schema: DataSetQuery }) query: z.infer<typeof DataSetQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<DataSetView> | Readable> {
    const { product, asOf } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listDataSets(this.resources.db, actor, { ...page, product, asOf }),
    );
  }

  @Get(':id')
  @May('ReadRecord')
  @Reads('One data set, with its parts when it has event logs', DataSetInParts)
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AsOfQuery }) query: z.infer<typeof AsOfQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof DataSetInParts>> {
    const { db, store } = this.resources;
    const view = found(reply, await readDataSet(db, actor, id, query), whatAsOf(`data set "${id}"`, query));
    return { ...view, columns: [...view.columns], parts: [...(await dataSetParts(store, id, view.revision))] };
  }

  @Post(':id/subjects/erasure')
  @May('EraseSubject')
  @Changes('Erase a person: the file is written anew without them; who it was is kept nowhere')
  async eraseSubject(
    @Param('id', { schema: Id }) dataset: string,
    @Body({ schema: EraseSubject }) body: z.infer<typeof EraseSubject>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const { store, vault, scratch } = this.resources;
    return changed(reply, await eraseSubject({ store, vault, scratch, bus: this.bus }, { dataset, ...body, envelope }));
  }

  @Get(':id/erasures')
  @May('ReadRecord')
  @Reads('Receipts of what was erased from a data set, oldest first', ErasureReceipts, 'As the ledger has it.')
  async erasures(
    @Param('id', { schema: Id }) id: string,
    @By() actor: Actor,
  ): Promise<z.infer<typeof ErasureReceipts>> {
    const receipts = await erasureReceipts(this.resources.store, actor, id);
    const signed = receipts.map(async (receipt) => ({ ...receipt, note: await signReceipt(this.resources, receipt) }));
    return { items: await Promise.all(signed) };
  }

  @Post(':id/erasure')
  @May('EraseDataSet')
  @Changes('Erase a data set: its key is destroyed, its history stays')
  async erase(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EraseDataSet }) { reason }: z.infer<typeof EraseDataSet>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const tools = { bus: this.bus, vault: this.resources.vault };
    return changed(reply, await eraseDataSet(tools, id, reason, envelope));
  }
}
