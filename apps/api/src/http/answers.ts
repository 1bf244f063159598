import type { CommandReceipt } from '@impact-ledger/application';
import type { FastifyReply } from 'fastify';
import { RequestFailure } from '../problems/request-failure.js';

export const etag = (revision: number): string => `"${revision}"`;

/** The receipt of a command, with the ETag that the next change needs. */
export function changed(reply: FastifyReply, receipt: CommandReceipt): CommandReceipt {
  void reply.header('ETag', etag(receipt.revision));
  return receipt;
}

/** The same for something new, with its address. */
export function created(reply: FastifyReply, location: string, receipt: CommandReceipt): CommandReceipt {
  void reply.status(201).header('Location', location);
  return changed(reply, receipt);
}

/** One thing with its ETag; 404 when there is none. */
export function found<View extends { readonly revision: number }>(
  reply: FastifyReply,
  view: View | undefined,
  what: string,
): View {
  void reply.header('ETag', etag(existing(view, what).revision));
  return existing(view, what);
}

/** Names the thing and the moment it was asked of. */
export const whatAsOf = (what: string, { asOf }: { readonly asOf?: string | undefined }): string =>
  asOf === undefined ? what : `${what} as of ${asOf}`;

export function existing<View>(view: View | undefined, what: string): View {
  if (view === undefined) {
    throw new RequestFailure(
      'not_found',
      `There is no ${what}. If it was made a moment ago, ask with minPosition set to the position of its receipt.`,
    );
  }
  return view;
}
