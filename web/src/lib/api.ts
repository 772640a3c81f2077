// The node's HTTP API, with types made from api/openapi.yaml. A session that ended is not an error
// of the page: the officer signs in over it, and the request goes on.
import createClient from 'openapi-fetch';
import type {components, paths} from '../generated/api';
import {takeEarly} from './early';
import {session} from './session.svelte';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  return {type: '/problems/HD-0000', status: 599, code: 'HD-0000', name: 'unreachable',
    title: String(error), next: ''} as Problem;
}

function withSession(request: Request): Request {
  const headers = new Headers(request.headers);
  if (session.bearer) headers.set('authorization', `Bearer ${session.bearer}`);
  if (request.method !== 'GET') headers.set('x-csrf-token', session.csrf);
  return new Request(request, {headers});
}

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
  const answer = await fetch(withSession(request));
  if (answer.status !== 401 || session.state !== 'in') return answer;
  // A wrong password, where one is asked for on a page, is not the end of the session.
  const {name} = (await answer.clone().json().catch(() => ({}))) as {name?: string};
  if (name !== 'not_signed_in') return answer;
  if (session.officer !== officer) return answer;
  if (session.csrf !== csrf) return send(again);
  if (!(await session.signInAgain())) return answer;
  return fetch(withSession(again));
}

export const api = createClient<paths>({baseUrl: '', fetch: send});

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
  throw new Error(`HTTP ${response.status}`);
}

export {send};
