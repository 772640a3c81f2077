// Debian's Chromium for the tests beside this file, and what each of them asks of a page: no error
// in its console, no request to anywhere but its own node, nothing that WCAG 2.2 AA forbids.
import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';

const web = path.resolve(import.meta.dirname, '../../web');
const require = createRequire(path.join(web, 'package.json'));
const {chromium} = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const patience = 30_000; // until something that must happen counts as not happening

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage'];

// A node's certificate is its Party's own. Known by its key it counts as good: over a connection
// that it only tolerates, the browser would keep nothing in its cache.
function keyOf(origin) {
  return new Promise((resolve, reject) => {
    const {hostname: host, port} = new URL(origin);
    const socket = tls.connect({host, port, rejectUnauthorized: false}, () => {
      const certificate = new crypto.X509Certificate(socket.getPeerCertificate().raw);
      const key = certificate.publicKey.export({type: 'spki', format: 'der'});
      socket.destroy();
      resolve(crypto.createHash('sha256').update(key).digest('base64'));
    });
    socket.on('error', reject);
  });
}

// `run` is given a maker of contexts: each has cookies and storage of its own, as each State's
// machine would.
export async function withBrowser(run) {
  const states = [told?.XA, told?.XB].filter((state) => state?.origin.startsWith('https:'));
  const keys = await Promise.all(states.map((state) => keyOf(state.origin)));
  const known = keys.length ? [`--ignore-certificate-errors-spki-list=${keys.join(',')}`] : [];
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium',
    args: [...flags, ...known], headless: true});
  const open = async (options = {}) => {
    const context = await browser.newContext({ignoreHTTPSErrors: true, acceptDownloads: true,
      viewport: {width: 1280, height: 900}, timezoneId: 'Asia/Ho_Chi_Minh', locale: 'en-GB',
      ...options});
    context.setDefaultTimeout(patience);
    return context;
  };
  try {
    return await run(open);
  } finally {
    await browser.close();
  }
}

// What two_nodes.py tells.
export const told = JSON.parse(process.env['HAIDANG_TEST'] ?? 'null');

export async function signIn(page, state) {
  await page.goto(`${told[state].origin}/`);
  await page.fill('#sign-in-name', 'officer');
  await page.fill('#sign-in-password', told.password);
  await page.press('#sign-in-password', 'Enter');
  await page.waitForSelector('nav.pages');
}

// A page of its own for a State's officer, signed in and watched.
export async function desk(open, state, options = {}) {
  const context = await open(options);
  const made = await openPage(context, [told[state].origin]);
  await signIn(made.page, state);
  return {...made, context, origin: told[state].origin};
}

// A hash alone is no navigation to the browser's debugger.
export async function visit(page, address) {
  await page.goto('about:blank');
  await page.goto(address);
}

// As a program of the officer's would, with the session of the command line.
export async function call(context, state, method, pathname, body) {
  const answer = await context.request.fetch(`${told[state].origin}${pathname}`, {method,
    headers: {authorization: `Bearer ${told[state].token}`},
    ...(body === undefined ? {} : {data: body})});
  if (!answer.ok()) throw new Error(`${method} ${pathname}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

// Opens a page whose console and network are watched; `faults` fills with what must not be.
export async function openPage(context, origins) {
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    // What the browser says about a 4xx answer is no fault of the page: it shows the problem.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const from = request.url();
    if (!origins.some((origin) => from.startsWith(origin)) && !from.startsWith('data:') &&
        !from.startsWith('blob:')) {
      faults.push(`request to ${from}`);
    }
  });
  return {page, faults};
}

// The rules of WCAG 2.0 to 2.2, A and AA, and what axe calls best practice. Evaluated by the
// debugger, so the page's own policy stays as it is.
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  const evaluate = async (expression) => {
    const {result, exceptionDetails} = await session.send('Runtime.evaluate',
      {expression, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  await evaluate(`${axeSource}; undefined`);
  const violations = await evaluate(`axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',
    'wcag21aa', 'wcag22aa', 'best-practice']}).then((r) => r.violations.map((v) =>
    v.id + ': ' + v.help + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))`);
  await session.detach();
  return violations;
}

// What a scanner reads from a picture of a QR code.
export function scanned(picture) {
  return execFileSync('zbarimg', ['-q', '--raw', picture],
    {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
}

// Asked again and again, for what a page or a node shows when an answer has come: `what` is text, or
// says what is there instead.
export async function until(holds, what) {
  const end = Date.now() + patience;
  while (!await holds()) {
    if (Date.now() > end) {
      throw new Error(`not within ${patience} ms: ${typeof what === 'string' ? what : await what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let failures = 0;
export function check(holds, what) {
  if (holds) return;
  failures += 1;
  console.error(`not so: ${what}`);
}
export function finish(what) {
  if (failures > 0) process.exit(1);
  console.log(what);
}
