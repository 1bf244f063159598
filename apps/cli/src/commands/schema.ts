import { protocolJsonSchema } from '@impact-ledger/domain';
import { print } from '../terminal/terminal.js';

export const showProtocolSchema = (): void => print(JSON.stringify(protocolJsonSchema(), null, 2));
