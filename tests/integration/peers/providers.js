// SPDX-License-Identifier: Apache-2.0
// Signs requests as each provider does, and has the provider's own library judge what it signed.
//   in:  {"provider","secret","url","body","fields","method","now","nonce"}
//   out: {"headers","body","valid"}, or {"public_key"} for {"provider":"telnyx-key"}
// valid: the library accepts the request; null where the provider has none that does.
'use strict';
const crypto = require('crypto');
const path = require('path');
const readline = require('readline');
const jsonwebtoken = require('jsonwebtoken');

const hmac = (hash, secret, text, encoding) => crypto.createHmac(hash, secret).update(text).digest(encoding);
const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');
const form = (fields) => new URLSearchParams(fields).toString();
const telnyxKeys = crypto.generateKeyPairSync('ed25519');
// The library's main file wants a package that it does not name; the one with the check does not.
const sinch = require(path.join(path.dirname(require.resolve('@sinch/sdk-client')), 'utils/authorization.helper.js'));

const providers = {
  'telnyx-key': () => {
    const der = telnyxKeys.publicKey.export({ format: 'der', type: 'spki' });
    return { public_key: der.subarray(der.length - 32).toString('base64') };
  },
  // The library's signature over the decoded fields, in SignalWire's header.
  signalwire: ({ secret, url, fields }) => {
    const twilio = require('twilio');
    const signature = twilio.getExpectedTwilioSignature(secret, url, fields);
    return { headers: { 'X-SignalWire-Signature': signature }, body: form(fields),
             valid: twilio.validateRequest(secret, signature, url, fields) };
  },
  'signalwire-sha256': ({ secret, url, fields }) => {
    const body = form(fields);
    return { headers: { 'X-SignalWire-Sha256-Signature': hmac('sha256', secret, url + body, 'hex') }, body, valid: null };
  },
  plivo: ({ secret, url, fields, nonce }) => {
    const { validateV3Signature } = require('plivo');
    const sorted = Object.keys(fields).sort().map((name) => name + fields[name]).join('');
    const signature = hmac('sha256', secret, `${url}?${sorted}.${nonce}`, 'base64');
    return { headers: { 'X-Plivo-Signature-V3': signature, 'X-Plivo-Signature-V3-Nonce': nonce }, body: form(fields),
             valid: validateV3Signature('POST', url, nonce, secret, signature, { ...fields }) };
  },
  messagebird: async ({ secret, url, fields, now }) => {
    const { verify } = require('messagebird/lib/webhook-signature-jwt');
    const body = form(fields);
    const claims = { iss: 'MessageBird', iat: now, nbf: now, exp: now + 60, jti: crypto.randomUUID(),
                     url_hash: sha256(url), payload_hash: sha256(body) };
    const token = jsonwebtoken.sign(claims, secret, { algorithm: 'HS256' });
    const valid = await verify(url, Buffer.from(body), token, crypto.createSecretKey(Buffer.from(secret)))
      .then(() => true, () => false);
    return { headers: { 'MessageBird-Signature-JWT': token }, body, valid };
  },
  telnyx: async ({ body, now }) => {
    const { TelnyxWebhook } = require('telnyx/lib/webhooks');
    const signature = crypto.sign(null, Buffer.from(`${now}|${body}`), telnyxKeys.privateKey).toString('base64');
    const headers = { 'Telnyx-Signature-Ed25519': signature, 'Telnyx-Timestamp': String(now) };
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const verifier = new TelnyxWebhook(providers['telnyx-key']().public_key);
    const valid = await verifier.verify(body, lower).then(() => true, () => false);
    return { headers, body, valid };
  },
  'vonage-messages': ({ secret, body, now }) => {
    const { verifySignature } = require('@vonage/jwt');
    const claims = { iss: 'Vonage', iat: now, jti: crypto.randomUUID(), api_key: 'abcd1234', payload_hash: sha256(body) };
    const token = jsonwebtoken.sign(claims, secret, { algorithm: 'HS256' });
    return { headers: { Authorization: `Bearer ${token}` }, body, valid: verifySignature(token, secret) };
  },
  // As documented; the library computes something else and cannot judge it.
  vonage: ({ secret, fields }) => {
    const text = Object.keys(fields).sort().map((name) => `&${name}=${fields[name].replace(/[&=]/g, '_')}`).join('');
    return { headers: {}, body: form({ ...fields, sig: hmac('sha256', secret, text, 'hex').toUpperCase() }), valid: null };
  },
  'sinch-conversation': ({ secret, body, now, nonce }) => {
    const headers = { 'x-sinch-webhook-signature-timestamp': String(now), 'x-sinch-webhook-signature-nonce': nonce,
                      'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
                      'x-sinch-webhook-signature': hmac('sha256', secret, `${body}.${nonce}.${now}`, 'base64') };
    return { headers, body, valid: sinch.validateWebhookSignature(secret, headers, body) };
  },
  smsgate: ({ secret, body, now }) => ({
    headers: { 'X-Signature': hmac('sha256', secret, body + now, 'hex'), 'X-Timestamp': String(now) }, body, valid: null }),
  generic: ({ secret, body, now, nonce }) => {
    const { Webhook } = require('standardwebhooks');
    const webhook = new Webhook(secret, { format: 'raw' });
    const headers = { 'webhook-id': nonce, 'webhook-timestamp': String(now),
                      'webhook-signature': webhook.sign(nonce, new Date(now * 1000), body) };
    try {
      webhook.verify(body, headers);
    } catch (refused) {
      return { headers, body, valid: false };
    }
    return { headers, body, valid: true };
  },
};

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const asked = JSON.parse(line);
  const answer = await providers[asked.provider](asked);
  process.stdout.write(JSON.stringify(answer) + '\n');
}).on('close', () => process.exit(0));
