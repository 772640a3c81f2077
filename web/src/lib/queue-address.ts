// How a look at the queue stands in the page's address, and in what the node is asked.
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

export function parameters(look: Look, lang: string, limit: number) {
  const {show, q, since, after, before} = look;
  return {limit, show, lang: lang as 'en', ...(q.trim() ? {q: q.trim()} : {}),
    ...(since ? {since} : {}), ...(after ? {after} : {}), ...(before ? {before} : {})};
}

// What the node is asked for the page of this look, as api.GET writes it.
export function queuePath(look: Look, lang: string): string {
  const query = Object.entries(parameters(look, lang, pageRows)).map(([name, value]) =>
    [name, String(value)]);
  return `/api/v1/requests?${new URLSearchParams(query)}`;
}
