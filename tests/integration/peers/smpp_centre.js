// SPDX-License-Identifier: Apache-2.0
// An SMPP centre (npm smpp): sends what it is told on standard input, prints what is submitted to it. A line of JSON each.
//   in:  {"from":"77010000001","to":"77700","text":"…"}  and, for one part, {"reference":7,"number":1,"total":3}
//   out: {"event":"bound"} {"event":"submitted","from","to","text"} {"event":"answered","status"}
'use strict';
const smpp = require('smpp');
const readline = require('readline');

let bound = null;
const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');

// A text in GSM 03.38 where it fits, else in UCS-2, as a handset does it.
function encode(text) {
  const plain = /^[\x20-\x5a\x61-\x7a\n\r]*$/.test(text);
  if (plain) return { data_coding: 0, bytes: Buffer.from(text, 'latin1') };
  const bytes = Buffer.alloc(text.length * 2);
  for (let i = 0; i < text.length; i++) bytes.writeUInt16BE(text.charCodeAt(i), i * 2);
  return { data_coding: 8, bytes };
}

function deliver(message) {
  const { data_coding, bytes } = encode(message.text);
  const pdu = {
    source_addr_ton: 1, source_addr_npi: 1, source_addr: message.from,
    dest_addr_ton: 0, dest_addr_npi: 1, destination_addr: message.to,
    data_coding, short_message: { message: bytes },
  };
  if (message.total) {
    pdu.esm_class = 0x40; // a user data header is there
    pdu.short_message.udh = Buffer.from([5, 0, 3, message.reference, message.total, message.number]);
  }
  bound.deliver_sm(pdu, (answer) => print({ event: 'answered', status: answer.command_status }));
}

function text_of(pdu) {
  const message = pdu.short_message.message;
  return Buffer.isBuffer(message) ? message.toString('latin1') : message;
}

const server = smpp.createServer((session) => {
  session.on('bind_transceiver', (pdu) => {
    session.send(pdu.response());
    bound = session;
    print({ event: 'bound' });
  });
  session.on('submit_sm', (pdu) => {
    session.send(pdu.response({ message_id: String(Date.now()) }));
    print({ event: 'submitted', from: pdu.source_addr, to: pdu.destination_addr, text: text_of(pdu) });
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response()));
  session.on('error', () => {});
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => print({ event: 'listening' }));
readline.createInterface({ input: process.stdin }).on('line', (line) => deliver(JSON.parse(line)))
  .on('close', () => process.exit(0));
