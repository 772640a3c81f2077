// An agency's own look: on the sign-in page and in the head, in light and in dark, readable by
// everybody; colours and pictures that are not good are refused and change nothing.
import {axe, call, check, finish, openPage, signIn, told, visit, withBrowser} from './browser.mjs';
import {png} from './png.mjs';

const good = {authority: 'contact-point', name: 'Bureau of Cyber Affairs', light: '#7a1f1f',
  dark: '#ffb3a7', emblem: png(48).toString('base64')};

await withBrowser(async (open) => {
  const context = await open();
  const {page, faults} = await openPage(context, [told.XA.origin]);
  const set = (look) => call(context, 'XA', 'POST', '/api/v1/looks', look);
  const refused = async (change, why) => {
    const said = await set({...good, ...change}).then(() => 'taken', (error) => error.message);
    check(said.includes(why), `${JSON.stringify(change).slice(0, 60)}: ${said}`);
  };
  await refused({light: '#ff0000'}, '3.72:1');
  await refused({dark: '#7a1f1f'}, '4.5:1 is needed');
  await refused({emblem: Buffer.from('<svg onload="alert(1)"/>').toString('base64')}, 'no PNG');
  await refused({emblem: png(600).toString('base64')}, '600 by 600 pixels');
  await refused({authority: 'nobody'}, 'HD-');
  check((await call(context, 'XA', 'GET', '/api/v1/looks')).looks.length === 0, 'nothing was kept');

  const accent = () => page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--accent').trim());
  await visit(page, `${told.XA.origin}/`);
  await page.waitForSelector('#sign-in-name');
  const plain = await accent();
  check((await page.locator('a.brand').innerText()).includes('Haidang'), 'the program’s own name');

  await set(good);
  await visit(page, `${told.XA.origin}/`);
  await page.getByText(good.name).waitFor();
  check(await page.locator('a.brand img').evaluate((img) => img.decode().then(() =>
    img.naturalWidth)) === 48, 'the emblem is shown before anybody signed in');
  const button = () => page.locator('button.main').first().evaluate((one) =>
    getComputedStyle(one).backgroundColor);
  const look = async (scheme, colour, rgb, what) => {
    await page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
    check(await accent() === colour, `${what}, ${scheme}: ${await accent()}`);
    if (rgb) check(await button() === rgb, `${what}, ${scheme}: ${await button()}`);
    const wrong = await axe(page);
    check(wrong.length === 0, `${what}, ${scheme}: ${wrong.join('\n')}`);
  };
  await look('light', good.light, 'rgb(122, 31, 31)', 'sign-in');
  await look('dark', good.dark, 'rgb(255, 179, 167)', 'sign-in');
  await page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
  await signIn(page, 'XA');
  await page.getByText(good.name).waitFor();
  await page.waitForFunction(() => !document.querySelector('main > p.soft:only-child'));
  await look('light', good.light, null, 'queue');
  await look('dark', good.dark, null, 'queue');
  // What the reader turns counts for more than his system.
  await page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
  await page.getByRole('button', {name: /dark/i}).click();
  check(await accent() === good.dark, `turned dark: ${await accent()}`);
  await page.getByRole('button', {name: /dark/i}).click();
  check(await accent() === good.light, `turned light: ${await accent()}`);

  // A colour alone is changed: the emblem stays.
  const {emblem, ...others} = {...good, light: '#1d5c1d'};
  check((await set(others)).emblem === true && !!emblem, 'the emblem stays');
  await call(context, 'XA', 'POST', '/api/v1/looks/contact-point/removal', {});
  await page.reload();
  await page.waitForSelector('nav.pages');
  await page.emulateMedia({colorScheme: 'light'});
  check(await page.locator('a.brand img').getAttribute('src') === '/mark.svg', 'its mark again');
  check(plain !== '' && await accent() === plain, `${await accent()} again, as ${plain}`);
  check(faults.length === 0, faults.join('\n'));
});
finish('refused with the ratio; shown in light and dark, before and after signing in; taken off');
