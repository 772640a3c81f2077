// Rules that a reader of the sources can check: nothing inline that the page's policy would drop,
// and no physical direction, which would not mirror. Argument: the checkout.
import fs from 'node:fs';
import path from 'node:path';
import {check, finish} from './browser.mjs';

const web = path.join(process.argv[2], 'web');
const rules = [
  [/\bstyle=/, 'a style attribute: use a class'],
  [/\bon(click|input|change|load)=["']/, 'a handler as text: use {…}'],
  [/{@html/, 'markup from text'],
  [/(?:^|[\s;{-])(left|right)\s*:/, 'a physical side: use inset-inline-start or -end'],
  [/\b(margin|padding|border)-(left|right|top|bottom)\b/, 'a physical side: use block or inline'],
  [/text-align:\s*(left|right)/, 'a physical side: use start or end'],
  [/(?:^|[\s;{])(?:min-|max-)?(width|height)\s*:/, 'a physical size: use inline-size or block-size'],
  [/https?:\/\/(?!www\.w3\.org\/)/, 'an address outside'],
];

let files = 0;
for (const entry of fs.readdirSync(path.join(web, 'src'), {recursive: true, withFileTypes: true})) {
  const file = path.join(entry.parentPath, entry.name);
  if (!entry.isFile() || file.includes('/generated/')) continue;
  files += 1;
  const text = fs.readFileSync(file, 'utf8');
  // Of code only the styles are style: `left` may be a variable.
  const isStyle = file.endsWith('.css');
  const style = isStyle ? text : /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
  for (const [index, [rule, what]] of rules.entries()) {
    const where = index < 3 || index === 7 ? text : style.replace(/@media[^{]*/g, '');
    const found = where.split('\n').find((line) => rule.test(line));
    check(!found, `${path.relative(web, file)}: ${what}: ${found?.trim()}`);
  }
}
// What shows how a colour can be read knows on what it stands.
const css = fs.readFileSync(path.join(web, 'src/base.css'), 'utf8');
const contrast = fs.readFileSync(path.join(web, 'src/pages/administration/contrast.ts'), 'utf8');
for (const [at, scheme] of ['light', 'dark'].entries()) {
  const here = ['page', 'card', 'tint', 'on-accent'].map((name) =>
    new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)?.[at + 1]);
  check(contrast.includes(`${scheme}: [${here.map((one) => `'${one}'`).join(', ')}]`),
    `contrast.ts has other ${scheme} grounds than base.css: ${here}`);
}
check(files > 20, `only ${files} files were read`);
for (const page of ['index.html', 'verify.html']) {
  const text = fs.readFileSync(path.join(web, page), 'utf8');
  check(!/<style|<script(?![^>]*src=)/.test(text), `${page} has something inline`);
}
finish(`${files} sources: nothing inline, nothing physical`);
