// A first and a second visit over 50 kbit/s with 600 ms of latency. What is asserted does not hang
// on this machine's clock: bytes and round trips. The times are reported.
import {call, check, desk, finish, told, withBrowser} from './browser.mjs';

const bytesMax = 64 * 1024; // of pages, scripts and styles as sent; case data come on top
const stepsMax = 6; // files that can only be asked for when another has come

await withBrowser(async (open) => {
  const {page, context, origin} = await desk(open, 'XA');
  await call(context, 'XA', 'GET', '/api/v1/status');
  const slow = await context.newPage();
  const wire = await context.newCDPSession(slow);
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', {offline: false, latency: 600,
    downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8});
  const sizes = new Map();
  const urls = new Map();
  wire.on('Network.responseReceived', ({requestId, response}) => urls.set(requestId, response.url));
  wire.on('Network.loadingFinished', ({requestId, encodedDataLength}) =>
    sizes.set(urls.get(requestId), encodedDataLength));

  const visit = async () => {
    sizes.clear();
    const began = performance.now();
    await slow.goto(`${origin}/`);
    await slow.getByText('No request has been made or received yet').waitFor();
    const took = performance.now() - began;
    const files = [...sizes].filter(([url]) => url && !url.includes('/api/'));
    return {took, bytes: files.reduce((sum, [, size]) => sum + size, 0), files: files.length};
  };
  await wire.send('Network.clearBrowserCache'); // signing in has filled it
  const cold = await visit();
  const chain = await slow.evaluate(() => {
    let left = performance.getEntriesByType('resource').filter((row) => /assets/.test(row.name));
    let steps = 0;
    for (; left.length > 0; steps += 1) {
      const end = Math.min(...left.map((row) => row.responseEnd));
      // A file from the cache ends when it starts: what has ended is never counted twice.
      left = left.filter((row) => row.startTime >= end && row.responseEnd > end);
    }
    return steps;
  });
  const warm = await visit();
  check(cold.bytes > 10_000 && cold.bytes <= bytesMax, `a first visit takes ${cold.bytes} bytes`);
  check(warm.bytes < 4000, `a second visit takes ${warm.bytes} bytes`);
  check(chain <= stepsMax, `files come in ${chain} steps`);
  console.log(`50 kbit/s, 600 ms: first visit readable after ${(cold.took / 1000).toFixed(1)} s ` +
    `(${cold.bytes} bytes, ${cold.files} files), second after ${(warm.took / 1000).toFixed(1)} s`);
  void page;
});
finish('a slow line carries it');
void told;
