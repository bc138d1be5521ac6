// SPDX-License-Identifier: Apache-2.0
// A police contact on npm standardwebhooks: verifies each delivery with that library, prints it, and signs its own reports.
//   node contact.js PORT SECRET
//   in:  {"url":"http://…/updates","body":{"state":"acknowledged"}}
//   out: {"event":"listening"} {"event":"delivery","body"} {"event":"forged"} {"event":"reported","status","body"}
'use strict';
const http = require('http');
const readline = require('readline');
const { Webhook } = require('standardwebhooks');

const webhook = new Webhook(process.argv[3]);
const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const seen = new Set();

http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const raw = Buffer.concat(chunks).toString('utf8');
    try {
      const body = webhook.verify(raw, request.headers);
      const id = request.headers['webhook-id'];
      if (!seen.has(id)) print({ event: 'delivery', body });
      seen.add(id);
      response.writeHead(200).end();
    } catch (error) {
      print({ event: 'forged', why: String(error.message) });
      response.writeHead(401).end();
    }
  });
}).listen(Number(process.argv[2]), '127.0.0.1', () => print({ event: 'listening' }));

let number = 0;
async function report({ url, body }) {
  const text = JSON.stringify(body);
  const id = `report_${++number}`;
  const now = new Date();
  const answer = await fetch(url, {
    method: 'POST', body: text,
    headers: {
      'content-type': 'application/json', 'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': webhook.sign(id, now, text),
    },
  });
  print({ event: 'reported', status: answer.status, body: await answer.text() });
}
readline.createInterface({ input: process.stdin })
  .on('line', (line) => report(JSON.parse(line)).catch((error) => print({ event: 'reported', status: 0, body: String(error) })))
  .on('close', () => process.exit(0));
