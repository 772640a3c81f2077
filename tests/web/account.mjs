// An officer's own account in a browser: an authenticator app is set up from what the page shows
// (oathtool stands for it), signing in asks for its code, so does the sign-in over an open page,
// and the password is changed.
import {execFileSync} from 'node:child_process';
import {axe, call, check, desk, finish, told, visit, withBrowser} from './browser.mjs';
import {speaker} from './hands.mjs';

// A code is good once, and in the thirty seconds before its own and after them too: there are two that
// a slow machine may still use.
let used = 0;
function code(secret) {
  const step = Math.floor(Date.now() / 30_000);
  used = Math.max(used + 1, step);
  check(used <= step + 1, 'no more codes are asked for than there are');
  return execFileSync('oathtool', ['--totp', '-b', `--now=@${used * 30}`, secret],
    {encoding: 'utf8'}).trim();
}

async function button(page, name) {
  await page.getByRole('button', {name, exact: true}).click();
}

async function setUp(page, origin) {
  await visit(page, `${origin}/#/account`);
  await page.getByText('Only your password is asked for').waitFor();
  check((await axe(page)).length === 0, 'the account page is accessible');
  await page.selectOption('.tools select', 'vi');
  await page.waitForSelector('html[lang=vi] #app-current');
  const say = speaker('vi');
  await page.fill('#app-current', 'not the password');
  await button(page, say('web.account.app.begin'));
  await page.getByRole('alert').getByText(say('problem.the-name-or-the-password-is')).waitFor();
  await page.selectOption('.tools select', 'en');
  await page.waitForSelector('html[lang=en] #app-current');
  await page.fill('#app-current', told.password);
  await button(page, 'Set up the app');
  const secret = await page.locator('code.mono').innerText();
  await page.getByRole('img', {name: 'QR code of the secret'}).waitFor();
  const wrong = await axe(page);
  check(wrong.length === 0, `setting up is accessible: ${wrong.join('\n')}`);
  await page.fill('#app-code', code(secret));
  await button(page, 'Put it in force');
  await page.getByText('Your recovery codes').waitFor();
  const recovery = await page.locator('ul.codes li').allInnerTexts();
  check(recovery.length === 10, `ten recovery codes, not ${recovery.length}`);
  await button(page, 'I have kept them');
  await page.getByText('In use since').waitFor();
  return {secret, recovery};
}

async function signInWith(page, typed) {
  await page.fill('#sign-in-name', 'officer');
  await page.fill('#sign-in-password', told.password);
  await page.press('#sign-in-password', 'Enter');
  await page.waitForSelector('#sign-in-code');
  const wrong = await axe(page);
  check(wrong.length === 0, `asking for the code is accessible: ${wrong.join('\n')}`);
  await page.fill('#sign-in-code', '000000');
  await page.press('#sign-in-code', 'Enter');
  await page.getByRole('alert').waitFor();
  await page.fill('#sign-in-code', typed);
  await page.press('#sign-in-code', 'Enter');
  await page.waitForSelector('nav.pages');
}

await withBrowser(async (open) => {
  const {page, faults, context, origin} = await desk(open, 'XA');
  const {secret, recovery} = await setUp(page, origin);
  await button(page, 'Sign out');
  await page.waitForSelector('#sign-in-name');
  await signInWith(page, code(secret));

  // The session is ended from elsewhere while something is being typed.
  await visit(page, `${origin}/#/account`);
  await page.fill('#account-new', 'a longer password for tests');
  await page.fill('#account-current', told.password);
  await call(context, 'XA', 'POST', '/api/v1/account/sessions/end-others', {});
  // The stream of events may have asked for the sign-in already: then its dialog lies over the page.
  await page.locator('button', {hasText: 'Change the password'}).evaluate((one) => one.click());
  await page.fill('#again-password', told.password);
  await page.press('#again-password', 'Enter');
  await page.waitForSelector('#again-code');
  await page.fill('#again-code', recovery[0]);
  await page.press('#again-code', 'Enter');
  // The change itself then ended that session too.
  await page.waitForSelector('#again-password', {state: 'detached'});
  await page.waitForSelector('#again-password');
  await page.fill('#again-password', 'a longer password for tests');
  await page.press('#again-password', 'Enter');
  await page.waitForSelector('#again-code');
  await page.fill('#again-code', recovery[1]);
  await page.press('#again-code', 'Enter');
  await page.getByText('The password is changed.').waitFor();
  await page.getByText('Recovery codes left: 8').waitFor();
  check(faults.length === 0, `console and network: ${faults.join('\n')}`);
});
finish('account: app set up, code asked for, session renewed in place, password changed');
