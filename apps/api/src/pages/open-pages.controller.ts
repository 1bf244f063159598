import { endSession, redeemLoginLink, SESSION_HOURS } from '@impact-ledger/application';
import { ANYONE } from '@impact-ledger/domain';
import { readPublicStats } from '@impact-ledger/readmodel';
import { badge, eventScript, signInPage, statsPage, stylesheet } from '@impact-ledger/web';
import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenDoor } from '../access/access.decorator.js';
import { identify, refuseOtherSites, SESSION_COOKIE } from '../access/identity.js';
import { existing, whatAsOf } from '../http/answers.js';
import { Resources } from '../resources.js';
import { Id } from '../schemas/common.js';
import { html, momentOf, pageContext, queryOf } from './page-context.js';

/** Pages that need no account. */
@ApiExcludeController()
@Controller()
export class OpenPagesController {
  constructor(private readonly resources: Resources) {}

  @Get('sign-in')
  @OpenDoor('whoever has no session must learn how to get one')
  async signIn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const asked = queryOf(request)['notice'];
    const notice = asked === 'expired' || asked === 'required' ? asked : undefined;
    const context = await pageContext(request, reply, this.resources, null);
    return html(reply, signInPage({ ...context, ...(notice && { notice }) }));
  }

  @Get('sign-in/:secret')
  @OpenDoor('the one-time secret in the address is the key')
  async redeem(
    @Param('secret') secret: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = await redeemLoginLink(this.resources.pool, secret);
    void reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
    if (session === undefined) {
      await reply.redirect('/sign-in?notice=expired', 303);
      return;
    }
    void reply.setCookie(SESSION_COOKIE, session, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https' || (this.resources.publicUrl?.startsWith('https:') ?? false),
      maxAge: SESSION_HOURS * 3600,
    });
    await reply.redirect('/', 303);
  }

  @Post('sign-out')
  @HttpCode(303)
  @OpenDoor('whoever leaves may leave')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const session = request.cookies[SESSION_COOKIE];
    if (session !== undefined) {
      refuseOtherSites(request);
      await endSession(this.resources.pool, session);
    }
    void reply.clearCookie(SESSION_COOKIE, { path: '/' });
    await reply.redirect('/sign-in', 303);
  }

  @Get('assets/theme.css')
  @OpenDoor('the look of the pages')
  theme(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/css; charset=utf-8').header('Cache-Control', 'public, max-age=300');
    return stylesheet;
  }

  @Get('assets/check-event.js')
  @OpenDoor('the script by which a browser checks an event by itself')
  script(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'public, max-age=300');
    return eventScript();
  }

  @Get(':product/stats')
  @OpenDoor('the public reads what was published')
  async stats(
    @Param('product', { schema: Id }) product: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const moment = momentOf(request);
    const stats = existing(
      await readPublicStats(this.resources.db, ANYONE, product, moment, this.resources.publication),
      whatAsOf(`product "${product}"`, moment),
    );
    // A session that has ended is no reason to close a public page.
    const actor = (await identify(request, this.resources.pool).catch(() => undefined)) ?? null;
    return html(reply, statsPage({ ...(await pageContext(request, reply, this.resources, actor)), stats }));
  }

  @Get(':product/badge.svg')
  @OpenDoor('a picture of what was published, for pages elsewhere')
  async badge(
    @Param('product', { schema: Id }) product: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { db, publication } = this.resources;
    const stats = existing(await readPublicStats(db, ANYONE, product, {}, publication), `product "${product}"`);
    const asked = queryOf(request)['lang'];
    void reply
      .type('image/svg+xml; charset=utf-8')
      .header('Cache-Control', 'public, max-age=300')
      // Made to be shown by pages of others.
      .header('Cross-Origin-Resource-Policy', 'cross-origin');
    return badge(stats, asked === 'fr' || asked === 'en' ? asked : this.resources.locale);
  }
}
