// What an imager would read on our labels, told by a renderer and a decoder that are not ours. Started once for many
// labels: it reads requests from standard input, one JSON object a line, and answers each with one line.
//   {"dpi":203,"zpl":"<base64>"}    draws every label of the ZPL and reads it
//   {"png":"<base64>"}              reads a picture as it is
//   a request with "save":"PREFIX"  also writes the pictures as PREFIX1.png, PREFIX2.png...
// The answer: {"labels":[[{"format":"Code128","id":"]C1","text":"..."}...]...]} or {"error":"..."}. `text` is what a
// scanner transmits, with a GS where it sends one; `id` is the AIM symbology identifier.
import fs from 'node:fs';
import readline from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { ready } = require('zpl-renderer-js');
const { readBarcodes, prepareZXingModule } = await import('zxing-wasm/reader');
const wasm = fs.readFileSync(new URL('./node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });
const { api } = await ready;

const dotsPerMM = { 203: 8, 300: 12 };

async function pictures({ dpi, zpl, png }) {
  if (png) return [Buffer.from(png, 'base64')];
  const text = Buffer.from(zpl, 'base64').toString('utf8');
  const drawn = await api.zplToBase64MultipleAsync(text, 101.6, 152.4, dotsPerMM[dpi]);
  return drawn.map((picture) => Buffer.from(picture, 'base64'));
}

async function answer(request) {
  const labels = [];
  for (const [i, picture] of (await pictures(request)).entries()) {
    if (request.save) fs.writeFileSync(`${request.save}${i + 1}.png`, picture);
    const codes = await readBarcodes(new Blob([picture]), { tryHarder: true, maxNumberOfSymbols: 20, formats: ['AllLinear', 'QRCode', 'DataMatrix'], textMode: 'Plain' });
    labels.push(codes.filter((code) => code.isValid)
      .map((code) => ({ format: code.format, id: code.symbologyIdentifier, text: code.text })));
  }
  return { labels };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!line) continue;
  const result = await answer(JSON.parse(line)).catch((error) => ({ error: String(error) }));
  process.stdout.write(JSON.stringify(result) + '\n');
}
