// Exercises: nobody sits at Borealia, which answers by itself: acknowledges, accepts, confirms,
// delivers evidence. `haidang learn` opens them; a desk's page Learn leads there.
// Argument: the program.
import {axe, check, finish, openPage, withBrowser} from './browser.mjs';
import {startDemo} from './demo.mjs';

const program = process.argv[2];

async function onwards(desk, headings) {
  for (const heading of headings) {
    await desk.locator('form h2', {hasText: heading}).waitFor();
    await desk.getByRole('button', {name: 'Next', exact: true}).click();
  }
}

async function fillWhatIsMissing(desk) {
  await desk.locator('form h2', {hasText: 'Contents'}).waitFor();
  const fields = desk.locator('form :is(textarea, input, select):is([required], ' +
    '[aria-required="true"])');
  for (let at = 0; at < await fields.count(); ++at) {
    const field = fields.nth(at);
    if (await field.inputValue()) continue;
    if ((await field.evaluate((one) => one.tagName)) === 'SELECT') await field.selectOption({index: 1});
    else await field.fill('Stated in an exercise.');
  }
}

await withBrowser(async (open) => {
  const demo = await startDemo(program, 'learn');
  const context = await open({viewport: {width: 1440, height: 1000}});
  const {page, faults} = await openPage(context, ['http://127.0.0.1:']);
  try {
    await page.goto(demo.address);
    const desk = page.frameLocator('iframe[title="Aurelia"]');
    await desk.locator('nav.pages').waitFor();
    const exercise = (number) => page.locator('.exercises li').nth(number - 1);
    await page.locator('.learn[open]').waitFor();
    await page.locator('.learn summary').click(); // closed
    await desk.locator('nav.pages').getByRole('link', {name: 'Learn'}).click();
    await desk.getByText('This desk is part of an exercise').waitFor();
    check(await desk.getByText('haidang learn').count() === 0, 'nothing is to be typed here');
    await desk.getByRole('button', {name: 'Show the exercises'}).press('Enter');
    await page.locator('.learn[open]').waitFor();
    check(await page.evaluate(() => document.activeElement?.matches('.learn summary') ?? false),
      'the keyboard is led there');
    await page.getByRole('button', {name: 'Begin an exercise at Aurelia'}).click();
    await page.locator('.banner', {hasText: 'Exercise: Borealia'}).waitFor();
    for (const name of ['Aurelia', 'Borealia']) {
      const banner = page.frameLocator(`iframe[title="${name}"]`).locator('.exercise.stripes');
      await banner.getByText('Exercise: Borealia is fictional and answers by itself.').waitFor();
      const striped = await banner.evaluate((one) => getComputedStyle(one).backgroundImage);
      check(striped.startsWith('repeating-linear-gradient'), `${name}'s desk is striped: ${striped}`);
    }
    const wrong = await axe(page);
    check(wrong.length === 0, wrong.join('\n'));

    await onwards(desk, ['Measure', 'Requested State', 'Basis and offence', 'Contents']);
    await desk.getByRole('button', {name: 'Sign and send', exact: true}).click();
    await exercise(2).locator('.tag').waitFor();
    await desk.locator('h1 + .tag', {hasText: 'Preserved'}).waitFor();

    await desk.getByRole('button', {name: 'Request', exact: true}).click();
    await desk.getByLabel('Mutual legal assistance in accessing stored').check();
    await onwards(desk, ['Measure', 'Requested State', 'Basis and offence']);
    await fillWhatIsMissing(desk);
    await onwards(desk, ['Contents']);
    await desk.getByRole('button', {name: 'Sign and send', exact: true}).click();
    await exercise(3).locator('.tag').waitFor();
    await desk.getByText('here and verified').waitFor();
    check(faults.length === 0, faults.join('\n'));
  } finally {
    await demo.end();
  }
});
finish('a State that answers by itself: preserved, delivered, verified');
