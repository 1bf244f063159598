import { ProductMessage, type CommandEnvelope, type CommandReceipt } from '@impact-ledger/application';
import { Phase, type Actor } from '@impact-ledger/domain';
import { listProducts, readProduct, type Page, type ProductView } from '@impact-ledger/readmodel';
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
import { Changes, Lists, Makes, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { Id, ListOfMomentQuery, MomentQuery } from '../schemas/common.js';
import { ChangeProductPhase, RegisterProduct } from '../schemas/requests.js';
import { Product, ProductPage } from '../schemas/views.js';

const ProductQuery = ListOfMomentQuery.extend({ phase: Phase.optional() });

const COLUMNS: readonly Column<ProductView>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'name', of: ({ name }) => name },
  { name: 'incubator', of: ({ incubator }) => incubator },
  { name: 'phase', of: ({ phase }) => phase },
  { name: 'phaseSince', of: ({ phaseSince }) => phaseSince },
  { name: 'problem.en', of: ({ problem }) => problem.en },
  { name: 'problem.fr', of: ({ problem }) => problem.fr },
  { name: 'revision', of: ({ revision }) => revision },
];

@ApiTags('products')
@Controller('v1/products')
export class ProductsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly resources: Resources,
  ) {}

  @Post()
  @May('RegisterProduct')
  @Makes('Register a product')
  async register(
    @Body({ schema: RegisterProduct }) { product, ...data }: z.infer<typeof RegisterProduct>,
    @Envelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    const message = new ProductMessage(product, { type: 'RegisterProduct', data }, envelope);
    return created(reply, `/v1/products/${product}`, await this.bus.execute(message));
  }

  @Get()
  @May('ReadRecord')
  @Lists('Products, as they are or as they were', ProductPage)
  list(
    @Query({ schema: ProductQuery }) query: z.infer<typeof ProductQuery>,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ProductView> | Readable> {
    const { phase, asOf, validAt } = query;
    return answerList(request, reply, query, COLUMNS, (page) =>
      listProducts(this.resources.db, actor, { ...page, phase, asOf, validAt }),
    );
  }

  @Get(':id')
  @May('ReadRecord')
  @Reads('One product', Product)
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: MomentQuery }) query: z.infer<typeof MomentQuery>,
    @By() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductView> {
    return found(reply, await readProduct(this.resources.db, actor, id, query), whatAsOf(`product "${id}"`, query));
  }

  @Post(':id/phases')
  @May('ChangeProductPhase')
  @Changes('Change the phase of a product')
  async changePhase(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeProductPhase }) data: z.infer<typeof ChangeProductPhase>,
    @ChangeEnvelope() envelope: CommandEnvelope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandReceipt> {
    return changed(
      reply,
      await this.bus.execute(new ProductMessage(id, { type: 'ChangeProductPhase', data }, envelope)),
    );
  }
}
