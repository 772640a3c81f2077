// One page of the queue at a time, as the node gives it: view, search and place stand in the
// address, so that a link says exactly what is looked at, and going back goes back there.
import {api, ask, problemOf, type Problem, type Schemas} from './api';
import {isNewSince} from './left';
import {pageRows, parameters, type Look} from './queue-address';

export type Row = Schemas['RequestRow'];
export type {Look, View} from './queue-address';
export {addressOf, readLook, views} from './queue-address';

interface Page {
  requests: Row[];
  total: number;
  offset: number;
  next: string | null;
  previous: string | null;
}

async function first(look: Partial<Look>, lang: string, limit: number) {
  const whole: Look = {show: 'all', q: '', since: '', after: '', before: '', ...look};
  return ask(api.GET('/api/v1/requests', {params: {query: parameters(whole, lang, limit)}}));
}

// What others said since one left; what one said oneself is not counted, of those that are due first.
export async function changedSince(since: string): Promise<number> {
  const {requests, total} = await first({since}, 'en', pageRows);
  return total - requests.filter((row) => !isNewSince(since, row)).length;
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
      const nothing = page.total === 0 && (await first({}, lang, 1)).total === 0;
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
