// Passkeys in a browser, with the authenticator that Chromium's debugger plays: made, named,
// used, used over an open page, required, and taken away. What is refused, the unit tests ask.
import {axe, call, check, finish, openPage, told, visit, withBrowser} from './browser.mjs';

// Browsers make no passkeys for a host that is a number.
const origin = told.XA.origin.replace('127.0.0.1', 'localhost');
const button = (page, name) => page.getByRole('button', {name, exact: true}).click();
const alert = (page, text) => page.getByRole('alert').filter({hasText: text}).waitFor();
const rules = (context, body) => call(context, 'XA', 'POST', '/api/v1/sign-in-rules', body);

async function signInByPassword(page) {
  await page.fill('#sign-in-name', 'officer');
  await page.fill('#sign-in-password', told.password);
  await page.press('#sign-in-password', 'Enter');
}

// It goes when any of the debugger's sessions leaves the page, so this one stays.
async function authenticatorOf(page) {
  const debug = await page.context().newCDPSession(page);
  await debug.send('WebAuthn.enable');
  const {authenticatorId} = await debug.send('WebAuthn.addVirtualAuthenticator', {options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true}});
  return {
    rows: async () => (await debug.send('WebAuthn.getCredentials', {authenticatorId})).credentials,
  };
}

// axe's session leaves its page, so it looks at one beside.
async function checkAccessible(page, hash, shown) {
  const beside = await openPage(page.context(), [origin]);
  await beside.page.goto(`${origin}/${hash}`);
  await beside.page.getByText(shown).waitFor();
  const wrong = [...await axe(beside.page), ...beside.faults];
  check(wrong.length === 0, `${hash} is accessible where it says ${shown}: ${wrong.join('\n')}`);
  await beside.page.close();
  await page.bringToFront();
}

async function make(page, authenticator) {
  await visit(page, `${origin}/#/account`);
  await page.bringToFront();
  await page.fill('#passkey-name', 'blue key');
  await page.fill('#passkey-current', 'not the password');
  await button(page, 'Add a passkey');
  await alert(page, 'password is wrong');
  await page.fill('#passkey-current', told.password);
  await button(page, 'Add a passkey');
  await page.getByText('not used yet').waitFor();
  const [row] = await authenticator.rows();
  check(row.rpId === 'localhost' && row.isResidentCredential, 'it is kept for this host');
  await checkAccessible(page, '#/account', 'not used yet');
  await button(page, 'Rename blue key');
  await page.getByLabel('Name', {exact: true}).fill('red key');
  await button(page, 'Keep the name');
  await page.locator('bdi', {hasText: 'red key'}).waitFor();
}

async function signOut(page) {
  await button(page, 'Sign out');
  await page.waitForSelector('#sign-in-name');
}

async function signIn(page) {
  await signOut(page);
  await checkAccessible(page, '#/account', 'Sign in with a passkey');
  await button(page, 'Sign in with a passkey');
  await page.waitForSelector('nav.pages');
}

await withBrowser(async (open) => {
  const context = await open();
  const {page, faults} = await openPage(context, [origin]);
  await rules(context, {origin});
  await page.goto(`${origin}/`);
  const authenticator = await authenticatorOf(page);
  await signInByPassword(page);
  await page.waitForSelector('nav.pages');
  await make(page, authenticator);
  await signIn(page);

  // Over an open page, when the session has ended. The page may find that out before the link
  // does, and then the dialog is over the link.
  await context.clearCookies();
  await page.getByRole('link', {name: 'Directory'}).dispatchEvent('click');
  await page.getByRole('dialog').getByRole('button', {name: 'Sign in with a passkey'}).click();
  await page.getByRole('dialog').waitFor({state: 'detached'});

  // Where more than a password is required, the password alone does not open it.
  await rules(context, {second_factor: 'required'});
  await signOut(page);
  await signInByPassword(page);
  await alert(page, 'The password is right, and not enough here');
  await button(page, 'Sign in with a passkey');
  await page.waitForSelector('nav.pages');
  await rules(context, {second_factor: 'optional'});

  await visit(page, `${origin}/#/account`);
  await page.fill('#passkey-current', told.password);
  await button(page, 'Remove “red key”');
  await page.locator('bdi', {hasText: 'red key'}).waitFor({state: 'detached'});
  await signOut(page);
  await button(page, 'Sign in with a passkey');
  await alert(page, 'not known here');
  check(faults.length === 0, `console and network: ${faults.join('\n')}`);
});
finish('passkeys: made, named, used, required, taken away');
