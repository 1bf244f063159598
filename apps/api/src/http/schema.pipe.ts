import { faultsOf } from '@impact-ledger/domain';
import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { RequestFailure } from '../problems/request-failure.js';

/** Nest's own pipe for zod, with our words: one pointer per fault, one per unknown field. */
@Injectable()
export class SchemaPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, type } = metadata;
    if (!schema || !this.toValidate(metadata)) return value;
    this.stripProtoKeys(value);
    const result = await this.validate<T>(value, schema);
    if (!result.issues) return result.value;
    // A malformed id cannot be that of anything.
    if (type === 'param')
      throw new RequestFailure('not_found', `There is no "${String(value)}": nothing here can have such an id.`);
    throw type === 'query'
      ? new RequestFailure('invalid_input', 'Correct the parameters named below.', faultsOf(result.issues, '/query'))
      : new RequestFailure(
          'invalid_input',
          'Correct the fields named below and send it again.',
          faultsOf(result.issues),
        );
  }
}
