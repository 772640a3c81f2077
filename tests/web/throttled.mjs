// A first and a second visit over 50 kbit/s with 600 ms of latency. What is asserted does not hang
// on this machine's clock: bytes and round trips. The times are reported.
import {call, check, desk, finish, told, withBrowser} from './browser.mjs';

const bytesMax = 54 * 1024; // of pages, scripts and styles as sent; case data come on top
const filesMax = 11;
const stepsMax = 2; // files that can only be asked for when another has come

const contents = (names) => Object.fromEntries(names.map((name) => [name, `Stated: ${name}.`]));
const preservation = {measure: 'preservation', legal_bases: ['uncc'], offence: 'UNCC-07',
  contents: contents(['offence_and_facts', 'data_and_relationship', 'necessity',
    'intention_to_request'])};

await withBrowser(async (open) => {
  const {page, context, origin} = await desk(open, 'XA');
  const {request} = await call(context, 'XA', 'POST', '/api/v1/requests',
    {to: 'XB/contact-point', body: preservation});
  // Another browser, with an empty cache, in which the officer is signed in already.
  const other = await open();
  await other.addCookies(await context.cookies());
  const slow = await other.newPage();
  const wire = await other.newCDPSession(slow);
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', {offline: false, latency: 600,
    downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8});
  const sizes = new Map();
  const urls = new Map();
  wire.on('Network.responseReceived', ({requestId, response}) => urls.set(requestId, response.url));
  wire.on('Network.loadingFinished', ({requestId, encodedDataLength}) =>
    sizes.set(urls.get(requestId), encodedDataLength));

  // What the page still asks for when it can be read already; the stream of events stays open.
  const underWay = new Set();
  wire.on('Network.requestWillBeSent', ({requestId, request: {url}}) =>
    url.endsWith('/api/v1/events') || underWay.add(requestId));
  for (const end of ['Network.loadingFinished', 'Network.loadingFailed'])
    wire.on(end, ({requestId}) => underWay.delete(requestId));
  const settled = async () => {
    for (let quiet = 0; quiet < 5; quiet = underWay.size ? 0 : quiet + 1) await slow.waitForTimeout(200);
  };

  const visit = async () => {
    sizes.clear();
    const began = performance.now();
    await slow.goto(`${origin}/`, {waitUntil: 'commit'});
    await slow.locator(`a.request[data-id="${request}"]`).waitFor();
    const took = performance.now() - began;
    const files = [...sizes].filter(([url]) => url && !url.includes('/api/'));
    return {took, bytes: files.reduce((sum, [, size]) => sum + size, 0), files: files.length};
  };
  const steps = () => slow.evaluate(() => {
    const rows = performance.getEntriesByType('resource').filter((row) => /assets/.test(row.name));
    // A file of a later step begins after one of the step before has ended.
    let left = rows;
    let count = 0;
    while (left.length > 0 && count < rows.length) {
      const end = Math.min(...left.map((row) => row.responseEnd));
      left = left.filter((row) => row.startTime > end);
      count += 1;
    }
    return count;
  });
  const cold = await visit();
  const chain = await steps();
  await settled();
  const warm = await visit();
  check(cold.bytes > 10_000 && cold.bytes <= bytesMax, `a first visit takes ${cold.bytes} bytes`);
  check(cold.files <= filesMax, `a first visit takes ${cold.files} files`);
  check(warm.bytes < 4000, `a second visit takes ${warm.bytes} bytes`);
  check(chain <= stepsMax, `files come in ${chain} steps`);
  console.log(`50 kbit/s, 600 ms: first visit readable after ${(cold.took / 1000).toFixed(1)} s ` +
    `(${cold.bytes} bytes, ${cold.files} files), second after ${(warm.took / 1000).toFixed(1)} s`);
  void page;
});
finish('a slow line carries it');
void told;
