// What a person without a mouse does: Tab, Enter, Space, arrows, letters. Shared by the tests that
// walk through the pages in this way, in whichever language.
import fs from 'node:fs';
import path from 'node:path';

const i18n = path.resolve(import.meta.dirname, '../../i18n');

// The texts of one language: say(key, {name: value}); without plural forms.
export function speaker(language) {
  const {texts} = JSON.parse(fs.readFileSync(path.join(i18n, `${language}.json`), 'utf8'));
  return (key, given = {}) => Object.entries(given).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value), texts[key].text)
    .replaceAll("''", "'");
}

// What has the keyboard, in whichever frame.
export async function focused(page) {
  for (const frame of page.frames()) {
    const at = await frame.evaluate(() => {
      const on = document.activeElement;
      if (!document.hasFocus() || !on || on.tagName === 'IFRAME') return null;
      const isMust = on.required === true || on.getAttribute('aria-required') === 'true';
      return {text: on.textContent.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim(),
        id: on.id, tag: on.tagName, data: on.dataset['id'] ?? '', required: isMust,
        value: on.value ?? ''};
    }).catch(() => null);
    if (at) return at;
  }
  return {text: '', id: '', tag: '', data: '', required: false, value: ''};
}

async function tabUntil(page, is, what, tabsMax) {
  for (let tabs = 0; tabs < tabsMax; ++tabs) {
    if (is(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach "${what}"; it is at ${
    JSON.stringify(await focused(page))}`);
}

const pressed = ['BUTTON', 'A', 'SUMMARY', 'LABEL', 'SELECT'];

// With Tab alone, to what says `text`; to the field of that id.
export const tabTo = (page, text, tabsMax = 150) => tabUntil(page, (at) =>
  pressed.includes(at.tag) && (at.text === text || at.text.startsWith(`${text} `)), text, tabsMax);
export const tabToField = (page, id, tabsMax = 150) =>
  tabUntil(page, (at) => at.id === id, `#${id}`, tabsMax);

export async function press(page, text) {
  await tabTo(page, text);
  await page.keyboard.press('Enter');
}

export async function keys(page, ...names) {
  for (const name of names) await page.keyboard.press(name);
}

// Through a form, from where the keyboard is: what must be filled in and is empty is written, or
// chosen, until the button that goes on.
export async function fillToButton(page, button, words, tabsMax = 200) {
  for (let tabs = 0; tabs < tabsMax; ++tabs) {
    const at = await focused(page);
    if (at.tag === 'BUTTON' && at.text === button) return page.keyboard.press('Enter');
    if (at.required && !at.value) {
      if (at.tag === 'SELECT') await page.keyboard.press('ArrowDown');
      else await page.keyboard.type(words);
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach the button "${button}"`);
}

// A file input opens the system's dialog, which is not the page's; what is chosen there is given.
// A page that is drawn anew just then takes the focus along: whoever types it presses again.
export async function chooseFile(page, id, file) {
  for (let tries = 1; tries <= 3; ++tries) {
    await tabToField(page, id);
    const opened = page.waitForEvent('filechooser', {timeout: 10_000}).catch(() => null);
    await page.keyboard.press('Enter');
    const dialog = await opened;
    if (dialog) return dialog.setFiles(file);
  }
  throw new Error(`#${id} opens no dialog for files`);
}
