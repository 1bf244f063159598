/** One event, by the SQL function of the ledger itself: $1 stream, $2 id. */
export const APPEND_ONE = `select * from ledger.append_events(
  array[1], array[$1::text], array[-2], array[1], array[1], array[$2::uuid], array['ThingHappened'], array[1],
  array['{"data":{"value":"1"},"id":"' || $2::uuid || '","metadata":{"actor":{"id":"tester","role":"editor"},"causationId":"test","correlationId":"test"},"recordedAt":"'])`;
