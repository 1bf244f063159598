import { CommandFailure } from '../terminal/failure.js';
import { patientFetch } from './patient-fetch.js';

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  /** Revision of the thing, for `If-Match`. */
  readonly etag: string | null;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** An answer that refuses: what the API said, in the words of its problem document. */
export class ApiRefusal extends CommandFailure {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    const lines = (problem.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer} ${detail}`);
    super(`${problem.detail ?? problem.title ?? `the API answered ${status}`}${lines.join('')}`);
  }
}

export interface PostOptions {
  /** Makes a repetition harmless. */
  readonly key?: string;
  readonly ifMatch?: string;
}

/** The public HTTP API, as anybody may use it. */
export interface ApiClient {
  readonly url: string;
  get<Body>(path: string): Promise<ApiAnswer<Body>>;
  post<Body>(path: string, body: unknown, options?: PostOptions): Promise<ApiAnswer<Body>>;
  /** Changes a thing that exists: reads its revision first, so that nobody's change in between is lost. */
  change<Body>(thing: string, change: string, body: unknown, key?: string): Promise<ApiAnswer<Body>>;
  /** Anything else. Waits for the answer to a change as long as the API works at it. */
  send(path: string, init: RequestInit & { readonly duplex?: 'half' }): Promise<Response>;
}

export function apiClient(url: string, token: string): ApiClient {
  const send = async (path: string, init: RequestInit) => {
    const carry = (init.method ?? 'GET') === 'GET' ? fetch : patientFetch;
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    let response: Response;
    try {
      response = await carry(new URL(path, url), { ...init, headers });
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      throw new CommandFailure(
        `nobody answers at ${url} (${code ?? message}): start the ledger with \`impact up\`, or name another address with --url or IMPACT_URL.`,
      );
    }
    if (!response.ok) throw new ApiRefusal(response.status, await problemOf(response));
    return response;
  };
  const answer = async <Body>(response: Response): Promise<ApiAnswer<Body>> => ({
    status: response.status,
    body: (await response.json()) as Body,
    etag: response.headers.get('etag'),
  });
  const get = async <Body>(path: string) => answer<Body>(await send(path, {}));
  const post = async <Body>(path: string, body: unknown, { key, ifMatch }: PostOptions = {}) => {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (key !== undefined) headers['idempotency-key'] = key;
    if (ifMatch !== undefined) headers['if-match'] = ifMatch;
    return answer<Body>(await send(path, { method: 'POST', headers, body: JSON.stringify(body) }));
  };
  return {
    url,
    get,
    post,
    send,
    change: async <Body>(thing: string, change: string, body: unknown, key?: string) => {
      const { etag } = await get(thing);
      return post<Body>(`${thing}/${change}`, body, {
        ...(key === undefined ? {} : { key }),
        ...(etag === null ? {} : { ifMatch: etag }),
      });
    },
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { title: `the API answered ${response.status}`, detail: text.slice(0, 300) };
  }
}
