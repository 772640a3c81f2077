// The node's HTTP API, with types made from api/openapi.yaml. A session that ended is not an error
// of the page: the officer signs in over it, and the request goes on.
import type {Client} from 'openapi-fetch';
import type {components, paths} from '../generated/api';
import {takeEarly} from './early';
import {language, t} from './language.svelte';
import {saidByMe} from './left';
import {session} from './session.svelte';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

// Nothing came back, or only what stands between us and the node answered.
export class Unreachable extends Error {}

export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  if (error instanceof Unreachable) {
    return {type: '/problems/HD-0000', status: 599, code: '', name: 'unreachable',
      title: t('web.unreachable'), next: t('web.unreachable.next')} as unknown as Problem;
  }
  return {type: '/problems/HD-0000', status: 599, code: 'HD-0000', name: 'unreachable',
    title: String(error), next: ''} as Problem;
}

function withSession(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set('accept-language', language.tag); // of what went wrong
  if (session.bearer) headers.set('authorization', `Bearer ${session.bearer}`);
  if (request.method !== 'GET') headers.set('x-csrf-token', session.csrf);
  return new Request(request, {headers});
}

const reach = (request: Request): Promise<Response> => fetch(request).catch((error: unknown) => {
  throw request.signal.aborted ? error : new Unreachable(String(error));
});

// At most one re-login is waited for at a time; whoever gives up leaves the request refused.
// A no to a session that was renewed meanwhile says nothing of the new one: asked again.
async function send(request: Request): Promise<Response> {
  if (request.method === 'GET') {
    const {pathname, search} = new URL(request.url);
    const early = await takeEarly(pathname + search);
    if (early) return early;
  }
  const again = request.clone();
  const {csrf, officer} = session;
  const answer = await reach(withSession(request));
  if (answer.status !== 401 || session.state !== 'in') return answer;
  // A wrong password, where one is asked for on a page, is not the end of the session.
  const {name} = (await answer.clone().json().catch(() => ({}))) as {name?: string};
  if (name !== 'not_signed_in') return answer;
  if (session.officer !== officer) return answer;
  if (session.csrf !== csrf) return send(again);
  if (!(await session.signInAgain())) return answer;
  return reach(withSession(again));
}

// What openapi-fetch would do for us, in its types: names into the path, the query, JSON both ways.
type Named = Record<string, unknown>;
interface Asked { params?: {path?: Named; query?: Named; header?: Named}; body?: unknown }

async function exchange(method: string, pattern: string, asked: Asked = {}) {
  const {path = {}, query = {}, header = {}} = asked.params ?? {};
  const address = new URL(pattern.replace(/{(\w+)}/g, (_, name: string) =>
    encodeURIComponent(String(path[name]))), location.href);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) address.searchParams.append(name, String(value));
  }
  const headers = new Headers(Object.entries(header).map(([name, value]): [string, string] =>
    [name, String(value)]));
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await send(new Request(address, {method, headers, body}));
  const text = await response.text();
  if (!response.ok) {
    let error: unknown = text;
    try {
      error = JSON.parse(text);
    } catch { /* what is between us and the node may answer in its own way */ }
    return {error, response};
  }
  const data = text ? (JSON.parse(text) as {act?: string; request?: string}) : undefined;
  if (response.status === 201 && data?.act && data.request) saidByMe(data.request);
  return {data, response};
}
const by = (method: string) => (pattern: string, asked?: Asked) => exchange(method, pattern, asked);
export const api = {GET: by('GET'), POST: by('POST'), DELETE: by('DELETE')} as unknown as
  Pick<Client<paths>, 'GET' | 'POST' | 'DELETE'>;

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// The value, or the node's problem as an exception: pages show it with what to do next.
export async function ask<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const {data, error, response} = await call;
  if (response.ok) return (data ?? {}) as NonNullable<T>;
  if (error && typeof error === 'object' && 'code' in error) throw new Refused(error as Problem);
  const what = `HTTP ${response.status}`;
  throw response.status >= 502 ? new Unreachable(what) : new Error(what);
}

export {send};
