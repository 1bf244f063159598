import { ANYONE, type Actor } from '@impact-ledger/domain';
import { readPublicStats, readStudy } from '@impact-ledger/readmodel';
import { FILE_TYPES, fileOf, statsPage, studyPage, type Downloadable, type PageContext } from '@impact-ledger/web';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { May, OpenDoor } from '../access/access.decorator.js';
import { By } from '../http/actor.decorator.js';
import { existing, whatAsOf } from '../http/answers.js';
import { Resources } from '../resources.js';
import { Id } from '../schemas/common.js';
import { momentOf, pageContext } from './page-context.js';

const FileName = z
  .string()
  .max(140)
  .regex(
    new RegExp(`^[a-z][a-z0-9-]*\\.(${FILE_TYPES.join('|')})$`),
    'must be the name of a figure, such as forest.svg',
  );

const MEDIA = { csv: 'text/csv', json: 'application/json', svg: 'image/svg+xml' } as const;

/** Figures and tables of pages as files: what the page draws is what the file holds. */
@ApiExcludeController()
@Controller()
export class FiguresController {
  constructor(private readonly resources: Resources) {}

  @Get('studies/:id/figures/:file')
  @May('ReadRecord')
  async ofStudy(
    @Param('id', { schema: Id }) id: string,
    @Param('file', { schema: FileName }) file: string,
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const moment = momentOf(request);
    const study = existing(await readStudy(this.resources.db, actor, id, moment), whatAsOf(`study "${id}"`, moment));
    return this.#answer(request, reply, actor, file, `/studies/${id}`, (context) => studyPage({ ...context, study }));
  }

  @Get(':product/stats/figures/:file')
  @OpenDoor('the figures of a public page, as files')
  async ofStats(
    @Param('product', { schema: Id }) product: string,
    @Param('file', { schema: FileName }) file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { db, publication } = this.resources;
    const moment = momentOf(request);
    const stats = existing(
      await readPublicStats(db, ANYONE, product, moment, publication),
      whatAsOf(`product "${product}"`, moment),
    );
    return this.#answer(request, reply, null, file, `/${product}/stats`, (context) => statsPage({ ...context, stats }));
  }

  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor | null,
    file: string,
    path: string,
    draw: (context: PageContext) => string,
  ): Promise<string> {
    const figures: Downloadable[] = [];
    const { search } = new URL(request.url, 'http://page.invalid');
    draw({ ...(await pageContext(request, reply, this.resources, actor)), path: path + search, figures });
    const [name, ending] = file.split('.');
    const type = FILE_TYPES.find((each) => each === ending) ?? 'csv';
    const figure = figures.find(({ id }) => id === name);
    const bytes = existing(figure && fileOf(figure, type), `file "${file}" of this page`);
    void reply
      .type(`${MEDIA[type]}; charset=utf-8`)
      .header('Cache-Control', 'no-store')
      .header('Content-Disposition', `attachment; filename="${file}"`);
    return bytes;
  }
}
