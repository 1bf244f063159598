import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { ProblemSchema } from '../schemas/common.js';
import { DataSetDeclaration } from '../schemas/requests.js';

const DESCRIPTION = `The system of record for the real-world effect of public digital services.

**Commands** are POSTs on resources. Send an \`Idempotency-Key\` of your choice and repeat freely. To change an existing
thing, send the \`ETag\` of what you read as \`If-Match\`. Their receipt tells the \`position\` in the ledger.

**Queries** answer from read models, some milliseconds behind: send that position as \`minPosition\` to read your own
writes. \`asOf\` asks what the ledger said at a moment.

**Errors** are problem documents (RFC 9457) that say what happened, where, and what to do; nothing is recorded then.`;

/** OpenAPI 3.1 of the whole API, from the routes themselves. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Impact Ledger')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token made by `impact token`.' }, 'token')
    .addCookieAuth('impact_session', { type: 'apiKey', in: 'cookie', name: 'impact_session' }, 'session')
    .addSecurityRequirements('token')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => converted(schema, schemaType),
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return withProblems(document);
}

/** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks; a schema with an id becomes a component. */
function converted(schema: unknown, io: 'input' | 'output') {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: withoutNoise });
  const { $schema: _, id: __, ...body } = root;
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, { id: _id, ...definition }]) => [name, definition]),
  );
  const name = z.globalRegistry.get(schema)?.id;
  if (name === undefined) return { schema: body, components };
  // A schema with an id is either given in place or, when it refers to itself by name, among the definitions already.
  const own = '$ref' in body ? {} : { [name]: body };
  return { schema: { $ref: `#/components/schemas/${name}` }, components: { ...components, ...own } };
}

/** What says nothing: the largest numbers JavaScript has, and the pattern of a format that has a name. */
function withoutNoise({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** Every operation may answer with a problem; what only a route outside JSON uses is named here too. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components ??= {}).schemas ?? {};
  document.components.schemas = schemas;
  for (const extra of [ProblemSchema, DataSetDeclaration]) {
    const components = JSON.stringify(converted(extra, 'input')?.components ?? {});
    Object.assign(schemas, JSON.parse(components.replaceAll('#/$defs/', '#/components/schemas/')));
  }
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post]) {
      if (!operation) continue;
      operation.responses['default'] = {
        description: 'A problem: what happened, where, and what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  document.components.schemas = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return document;
}
