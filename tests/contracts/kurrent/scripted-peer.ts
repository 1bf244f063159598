import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import featureMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { appended, confirmation, eventOf, notFound, refused, type Kept } from './peer-answers.js';

/** What is to go wrong. What is not told goes as on a sound server. */
export interface Script {
  /** Asked for every append: never answer it; record it but break off before the answer; send it to another node. */
  readonly append?: (stream: string) => 'hang' | 'record and break off' | 'not leader' | undefined;
  /** Asked for every read of `$all`: after how many events it breaks off. */
  readonly breakOffAfter?: () => number | undefined;
  /** Answers reads of `$all` with everything it has, whatever the filter. */
  readonly unfiltered?: boolean;
}

type Appending = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
type Reading = ServerWritableStream<ReadReq, ReadResp>;

/**
 * As much of KurrentDB as a client of ours talks to, over real gRPC on loopback, that fails as it is told. It keeps its
 * events in memory and across {@link stop}; positions are far apart, as those of the real one.
 */
export class ScriptedPeer {
  readonly log: Kept[] = [];
  script: Script = {};
  leader: ScriptedPeer | undefined;
  port = 0;
  #server: Server | undefined;
  #live = new Set<Reading>();

  get url(): string {
    return `kurrentdb://127.0.0.1:${this.port}?tls=false&keepAliveInterval=10000`;
  }

  async start(): Promise<this> {
    const server = new Server();
    server.addService(features.ServerFeaturesService, { getSupportedMethods });
    server.addService(streams.StreamsService, {
      read: (call: Reading) => this.#read(call),
      batchAppend: (call: Appending) => this.#appends(call),
    });
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    this.#server = server;
    return this;
  }

  /** Breaks every connection off; nobody listens on the port until the next start. */
  stop(): void {
    this.#live.clear();
    this.#server?.forceShutdown();
  }

  /** Breaks the live subscriptions off, and nothing else. */
  cutSubscriptions(): number {
    const cut = [...this.#live];
    for (const call of cut) breakOff(call);
    this.#live.clear();
    return cut.length;
  }

  /** Records what another client, or the server itself, writes. */
  record(kept: Pick<Kept, 'stream' | 'type' | 'body' | 'id'>): Kept {
    const revision = this.log.filter(({ stream }) => stream === kept.stream).length;
    const event = { ...kept, revision, position: 1_000 + 137 * this.log.length };
    this.log.push(event);
    for (const call of this.#live) if (this.#wanted(call.request, event)) call.write(eventOf(event));
    return event;
  }

  #appends(call: Appending): void {
    const parts = new Map<string, BatchAppendReq[]>();
    call.on('data', (part: BatchAppendReq) => {
      const correlation = part.getCorrelationId()?.toString() ?? '';
      const all = [...(parts.get(correlation) ?? []), part];
      parts.set(correlation, all);
      if (part.getIsFinal()) this.#append(call, all);
    });
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  }

  #append(call: Appending, parts: readonly BatchAppendReq[]): void {
    const options = parts[0]?.getOptions();
    const stream = text(options?.getStreamIdentifier()?.getStreamName_asU8());
    const fault = this.script.append?.(stream);
    if (fault === 'hang') return;
    if (fault === 'not leader') {
      const metadata = new Metadata();
      metadata.set('exception', 'not-leader');
      metadata.set('leader-endpoint-host', '127.0.0.1');
      metadata.set('leader-endpoint-port', `${this.leader?.port}`);
      call.emit('error', { code: status.NOT_FOUND, details: 'Leader info available', metadata });
      return;
    }
    const current = this.log.filter((event) => event.stream === stream).length - 1;
    const expected = options?.hasNoStream() ? -1 : Number(options?.getStreamPosition());
    if (expected !== current) {
      call.write(refused(parts, { stream, current, expected }));
      return;
    }
    const events = parts
      .flatMap((part) => part.getProposedMessagesList())
      .map((message) =>
        this.record({
          stream,
          id: message.getId()?.getString() ?? '',
          type: message.getMetadataMap().get('type') ?? '',
          body: Buffer.from(message.getData_asU8()),
        }),
      );
    if (fault === 'record and break off') breakOff(call);
    else call.write(appended(parts, events.at(-1)));
  }

  #read(call: Reading): void {
    const options = call.request.getOptions();
    const all = options?.getAll();
    const stream = options?.getStream();
    if (all && options?.hasSubscription()) {
      call.write(confirmation());
      this.#live.add(call);
      call.on('cancelled', () => this.#live.delete(call));
      return;
    }
    let found = all
      ? this.log.filter((event) => this.script.unfiltered || this.#wanted(call.request, event))
      : this.log.filter((event) => event.stream === text(stream?.getStreamIdentifier()?.getStreamName_asU8()));
    if (stream && found.length === 0) {
      call.write(notFound(text(stream.getStreamIdentifier()?.getStreamName_asU8())));
      call.end();
      return;
    }
    const backwards = Number(options?.getReadDirection()) === BACKWARDS;
    const from = Number(
      all?.getPosition()?.getCommitPosition() ?? (stream?.hasRevision() ? stream.getRevision() : NaN),
    );
    if (!Number.isNaN(from)) {
      const at = (event: Kept): number => (all ? event.position : event.revision);
      found = found.filter((event) => (backwards ? at(event) <= from : at(event) >= from));
    }
    if (backwards) found.reverse();
    found = found.slice(0, Number(options?.getCount()));
    const end = all && !backwards ? this.script.breakOffAfter?.() : undefined;
    for (const event of found.slice(0, end)) call.write(eventOf(event));
    if (end === undefined) call.end();
    else breakOff(call);
  }

  #wanted(request: ReadReq, event: Kept): boolean {
    const filter = request.getOptions()?.getFilter();
    if (!filter) return true;
    const [expression, name] = filter.hasEventType()
      ? [filter.getEventType(), event.type]
      : [filter.getStreamIdentifier(), event.stream];
    const prefixes = expression?.getPrefixList() ?? [];
    return prefixes.length > 0
      ? prefixes.some((prefix) => name.startsWith(prefix))
      : new RegExp(expression?.getRegex() ?? '').test(name);
  }
}

/** Ends a call as a server does that is in trouble. */
const breakOff = (call: Appending | Reading): void =>
  void call.emit('error', { code: status.UNAVAILABLE, details: 'broken off' });

/** Of the protocol's directions. */
const BACKWARDS = 1;

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

function getSupportedMethods(
  _call: ServerUnaryCall<unknown, unknown>,
  answer: sendUnaryData<InstanceType<typeof featureMessages.SupportedMethods>>,
): void {
  const batchAppend = new featureMessages.SupportedMethod();
  batchAppend.setServiceName('event_store.client.streams.streams');
  batchAppend.setMethodName('batchappend');
  const supported = new featureMessages.SupportedMethods();
  supported.setEventStoreServerVersion('23.10.0');
  supported.addMethods(batchAppend);
  answer(null, supported);
}
