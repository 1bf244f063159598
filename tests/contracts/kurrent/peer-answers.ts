import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statuses from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import messages, {
  type BatchAppendReq,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';

/** An event as the scripted peer keeps it. */
export interface Kept {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly body: Buffer;
  readonly revision: number;
  readonly position: number;
}

type Appended = InstanceType<typeof messages.BatchAppendResp>;
type Read = InstanceType<typeof messages.ReadResp>;

const identifier = (stream: string): InstanceType<typeof shared.StreamIdentifier> => {
  const named = new shared.StreamIdentifier();
  named.setStreamName(Buffer.from(stream, 'utf8'));
  return named;
};

/** The answer to an append, which names what it answers. */
function answer(parts: readonly BatchAppendReq[], stream: string): Appended {
  const response = new messages.BatchAppendResp();
  response.setCorrelationId(parts[0]?.getCorrelationId());
  response.setStreamIdentifier(identifier(stream));
  return response;
}

export function appended(parts: readonly BatchAppendReq[], last: Kept | undefined): Appended {
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(`${last?.position}`);
  position.setPreparePosition(`${last?.position}`);
  const success = new messages.BatchAppendResp.Success();
  success.setCurrentRevision(`${last?.revision}`);
  success.setPosition(position);
  const response = answer(parts, last?.stream ?? '');
  response.setSuccess(success);
  return response;
}

/** -1 for no stream. */
export function refused(
  parts: readonly BatchAppendReq[],
  { stream, current, expected }: { readonly stream: string; readonly current: number; readonly expected: number },
): Appended {
  const wrong = new shared.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new empty.Empty());
  else wrong.setCurrentStreamRevision(`${current}`);
  if (expected < 0) wrong.setExpectedNoStream(new empty.Empty());
  else wrong.setExpectedStreamPosition(`${expected}`);
  const details = new any.Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  const status = new statuses.Status();
  status.setMessage('WrongExpectedVersion');
  status.setDetails(details);
  const response = answer(parts, stream);
  response.setError(status);
  return response;
}

export function eventOf({ id, stream, type, body, revision, position }: Kept): Read {
  const uuid = new shared.UUID();
  uuid.setString(id);
  const recorded = new messages.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuid);
  recorded.setStreamIdentifier(identifier(stream));
  recorded.setStreamRevision(`${revision}`);
  recorded.setCommitPosition(`${position}`);
  recorded.setPreparePosition(`${position}`);
  recorded.getMetadataMap().set('type', type);
  recorded.getMetadataMap().set('content-type', 'application/octet-stream');
  recorded.getMetadataMap().set('created', '17000000000000000');
  recorded.setData(body);
  const event = new messages.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(`${position}`);
  const response = new messages.ReadResp();
  response.setEvent(event);
  return response;
}

export function confirmation(): Read {
  const confirmed = new messages.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId('live');
  const response = new messages.ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

export function notFound(stream: string): Read {
  const missing = new messages.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(stream));
  const response = new messages.ReadResp();
  response.setStreamNotFound(missing);
  return response;
}
