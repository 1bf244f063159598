import { ANYONE } from '@impact-ledger/domain';
import { readPublicStats } from '@impact-ledger/readmodel';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { OpenDoor } from '../access/access.decorator.js';
import { existing, whatAsOf } from '../http/answers.js';
import { answerList, type Column } from '../http/list-answer.js';
import { Public, Reads } from '../openapi/described.decorator.js';
import { Resources } from '../resources.js';
import { Id, ListOfMomentQuery } from '../schemas/common.js';
import { publicDocument, PublicDocument } from './public-stats.js';

const PublicQuery = ListOfMomentQuery.pick({ minPosition: true, format: true, asOf: true, validAt: true });
type Measurement = PublicDocument['measurements'][number];

const COLUMNS: readonly Column<Measurement>[] = [
  { name: 'indicator', of: ({ indicator }) => indicator },
  { name: 'name.en', of: ({ name }) => name.en },
  { name: 'name.fr', of: ({ name }) => name.fr },
  { name: 'unit', of: ({ unit }) => unit },
  { name: 'definitionVersion', of: ({ definitionVersion }) => definitionVersion },
  { name: 'period', of: ({ period }) => period },
  {
    name: 'breakdown',
    of: ({ breakdown }) => (Object.keys(breakdown).length > 0 ? JSON.stringify(breakdown) : null),
  },
  { name: 'value', of: ({ value }) => value },
  { name: 'suppressed', of: ({ suppressed }) => suppressed },
  { name: 'revisionWaiting', of: ({ revisionWaiting }) => revisionWaiting },
  { name: 'quality', of: ({ quality }) => quality },
  { name: 'source', of: ({ source }) => source },
  { name: 'vintage', of: ({ vintage }) => vintage },
  { name: 'position', of: ({ position }) => position },
];

@ApiTags('public')
@Controller('v1/public')
export class PublicController {
  constructor(private readonly resources: Resources) {}

  @Get(':product/stats')
  @OpenDoor('the public reads published results and may download them')
  @Public()
  @Reads('Published results and live measurements; as CSV and NDJSON the measurements', PublicDocument)
  async stats(
    @Param('product', { schema: Id }) id: string,
    @Query({ schema: PublicQuery }) query: z.infer<typeof PublicQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicDocument | Readable> {
    const stats = existing(
      await readPublicStats(this.resources.db, ANYONE, id, query, this.resources.publication),
      whatAsOf(`product "${id}"`, query),
    );
    const document = publicDocument(stats);
    void reply.header('Access-Control-Allow-Origin', '*');
    const items = document.measurements;
    const answer = await answerList(request, reply, query, COLUMNS, async () => ({ items, next: null }));
    return 'items' in answer ? document : answer;
  }
}
