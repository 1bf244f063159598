import type { Action } from '@impact-ledger/domain';
import { SetMetadata } from '@nestjs/common';

/** Who may use a route: those who may do the action, or everybody, for a reason that is written down. */
export type Access = { readonly action: Action } | { readonly openDoor: string };

export const ACCESS = 'impact:access';

/** For accounts that may do this; see PERMISSIONS of the domain. */
export const May = (action: Action) => SetMetadata<string, Access>(ACCESS, { action });

/** For everybody, without an account, because of this. */
export const OpenDoor = (reason: string) => SetMetadata<string, Access>(ACCESS, { openDoor: reason });
