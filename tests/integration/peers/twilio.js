// SPDX-License-Identifier: Apache-2.0
// npm twilio, both ways: signs requests as the provider does, and reads our answer as the provider would.
//   in:  {"token","url","fields"}   out: {"signature","valid"} (valid: the library accepts its own signature)
'use strict';
const readline = require('readline');
const twilio = require('twilio');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { token, url, fields } = JSON.parse(line);
  const signature = twilio.getExpectedTwilioSignature(token, url, fields);
  const valid = twilio.validateRequest(token, signature, url, fields);
  process.stdout.write(JSON.stringify({ signature, valid }) + '\n');
}).on('close', () => process.exit(0));
