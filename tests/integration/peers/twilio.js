// SPDX-License-Identifier: Apache-2.0
// npm twilio, both ways: signs requests as the provider does, and reads our answer as the provider would.
//   in:  {"token","url","fields"}   out: {"signature","valid"} (valid: the library accepts its own signature)
//   in:  {"account","token","send"} out: {"method","uri","username","password","headers","data"}, the request of messages.create(send)
'use strict';
const readline = require('readline');
const twilio = require('twilio');

// Sends nothing: the library's request is told instead.
function send(account, token, message) {
  const httpClient = {
    request: async (request) => {
      process.stdout.write(JSON.stringify(request) + '\n');
      return { statusCode: 201, body: { sid: 'SM1' }, headers: {} };
    },
  };
  new twilio.Twilio(account, token, { httpClient }).messages.create(message);
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { token, url, fields, account, send: message } = JSON.parse(line);
  if (message) return send(account, token, message);
  const signature = twilio.getExpectedTwilioSignature(token, url, fields);
  const valid = twilio.validateRequest(token, signature, url, fields);
  process.stdout.write(JSON.stringify({ signature, valid }) + '\n');
}).on('close', () => process.exit(0));
