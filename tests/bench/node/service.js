// SPDX-License-Identifier: Apache-2.0
// What a webhook for tips usually looks like: express, twilio's own signature check, and one durable SQLite
// transaction for each message. It seals nothing. Usage: node service.js DATABASE AUTH_TOKEN PUBLIC_URL
import Database from "better-sqlite3";
import { createHash, randomBytes } from "node:crypto";
import express from "express";
import twilio from "twilio";

const [database, token, url] = process.argv.slice(2);
const db = new Database(database);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL"); // the library's own default in this mode is NORMAL
if (db.pragma("synchronous", { simple: true }) !== 2) throw new Error("synchronous is not FULL");
db.exec(`
  CREATE TABLE tip (id INTEGER PRIMARY KEY, code BLOB UNIQUE, sender TEXT, body TEXT, status INTEGER, at INTEGER);
  CREATE TABLE outbox (tip INTEGER PRIMARY KEY, due INTEGER);
  CREATE TABLE audit (id INTEGER PRIMARY KEY, tip INTEGER, head BLOB);
  CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
`);
const seen = db.prepare("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING");
const tip = db.prepare("INSERT INTO tip (code, sender, body, status, at) VALUES (?, ?, ?, 1, ?)");
const outbox = db.prepare("INSERT INTO outbox VALUES (?, ?)");
const audit = db.prepare("INSERT INTO audit (tip, head) VALUES (?, ?)");

let head = Buffer.alloc(32);
const record = db.transaction((message) => {
  if (seen.run(message.MessageSid).changes === 0) return;
  const now = Date.now();
  const { lastInsertRowid: id } = tip.run(randomBytes(8), message.From, message.Body, now);
  outbox.run(id, now);
  head = createHash("sha256").update(head).update(message.Body).digest();
  audit.run(id, head);
});

const app = express();
app.post("/hooks/sms", express.urlencoded({ extended: false }), (request, response) => {
  if (!twilio.validateRequest(token, request.get("X-Twilio-Signature") ?? "", url, request.body)) {
    response.sendStatus(403);
    return;
  }
  record(request.body);
  response.type("text/xml").send("<Response/>");
});
const server = app.listen(0, "127.0.0.1", () => console.log(`listening on port ${server.address().port}`));
