// Addresses are hashes, so that the server has one page and links work everywhere:
// #/requests/1f2e?filter=mine
function read() {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {segments: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(query)};
}

export const route = $state(read());

addEventListener('hashchange', () => Object.assign(route, read()));

export function go(path: string): void {
  location.hash = path;
}

// The same, without a step of its own to go back to: what is typed.
export function replace(address: string): void {
  location.replace(address);
}
