// One page of the queue at a time, as the node gives it: view, search and place stand in the
// address, so that a link says exactly what is looked at, and going back goes back there.
import {api, ask, problemOf, type Problem, type Schemas} from './api';

export type Row = Schemas['RequestRow'];
export type View = 'all' | 'open' | 'ours' | 'theirs' | 'mine' | 'finished';
export const views: View[] = ['open', 'mine', 'ours', 'theirs', 'finished', 'all'];
export const pageRows = 50;

export interface Look {
  show: View;
  q: string;
  since: string; // an instant, or empty
  after: string;
  before: string;
}

interface Page {
  requests: Row[];
  total: number;
  offset: number;
  next: string | null;
  previous: string | null;
}

export function readLook(query: URLSearchParams): Look {
  const text = (name: string) => query.get(name) ?? '';
  const show = views.find((view) => view === query.get('show')) ?? 'open';
  return {show, q: text('q'), since: text('since'), after: text('after'), before: text('before')};
}

export function addressOf(look: Partial<Look>): string {
  const {show = 'open', ...rest} = look;
  const given = Object.entries(rest).filter(([, value]) => value);
  return `#/?${new URLSearchParams([['show', show], ...given])}`;
}

function parameters(look: Look, lang: string, limit: number) {
  const {show, q, since, after, before} = look;
  return {limit, show, lang: lang as 'en', ...(q.trim() ? {q: q.trim()} : {}),
    ...(since ? {since} : {}), ...(after ? {after} : {}), ...(before ? {before} : {})};
}

export async function countOf(look: Partial<Look>, lang: string): Promise<number> {
  const whole: Look = {show: 'all', q: '', since: '', after: '', before: '', ...look};
  const query = parameters(whole, lang, 1);
  return (await ask(api.GET('/api/v1/requests', {params: {query}}))).total;
}

export class Queue {
  page = $state<Page | null>(null);
  nothingAtAll = $state(false); // not only in this view
  problem = $state<Problem | null>(null);
  #asked = 0;

  // The newest question counts; an answer to an older one is let go. False: it was not shown.
  async load(look: Look, lang: string): Promise<boolean> {
    const number = ++this.#asked;
    try {
      const query = parameters(look, lang, pageRows);
      const page = await ask(api.GET('/api/v1/requests', {params: {query}}));
      const nothing = page.total === 0 && (await countOf({}, lang)) === 0;
      if (number !== this.#asked) return false;
      this.page = page;
      this.nothingAtAll = nothing;
      this.problem = null;
      return true;
    } catch (error) {
      if (number === this.#asked) this.problem = problemOf(error);
      return false;
    }
  }
}
