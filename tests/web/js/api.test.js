/** Asking the API, over HTTP: answers, errors in the one shape, and requests that end before their answer does. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { afterPause, ApiError, ask } from "../../../web/static/js/api.js";

/** What each path answers: a status and the parts of a body; `null` is a pause that never ends, `undefined` a broken connection. */
const ANSWERS = {
  "/good": [200, '{"models": ', "3}"],
  "/refused": [400, '{"error": {"code": "bad_input", "message": "no", "hint": "try yes"}}'],
  "/page": [502, "<html>"],
  "/half": [200, '{"models": ', null],
  "/broken": [200, '{"models": ', undefined],
};

const server = createServer(async (request, response) => {
  const [status, ...parts] = ANSWERS[request.url];
  response.writeHead(status, { "Content-Type": "application/json" });
  for (const part of parts) {
    if (part === undefined) return void setTimeout(() => response.destroy(), 30);
    if (part === null) return;
    response.write(part);
  }
  response.end();
});
const address = (path) => `http://127.0.0.1:${server.address().port}${path}`;

before(() => new Promise((listening) => server.listen(0, "127.0.0.1", listening)));
after(() => (server.closeAllConnections(), server.close()));

test("an answer is its JSON, an error its code, message and hint", async () => {
  assert.deepEqual(await ask(address("/good")), { models: 3 });
  await assert.rejects(ask(address("/refused")), { name: "Error", code: "bad_input", message: "no", hint: "try yes" });
  await assert.rejects(ask(address("/page")), { code: "failed", message: "status 502" });
});

test("a request aborted while its body is being read is aborted, and no failed answer", async () => {
  const aborting = new AbortController();
  const answer = ask(address("/half"), aborting.signal);
  setTimeout(() => aborting.abort(), 50);
  await assert.rejects(answer, { name: "AbortError" });
});

test("a connection that breaks off in mid-body, or is never made, is a server that does not answer", async () => {
  await assert.rejects(ask(address("/broken")), (error) => error instanceof ApiError && error.code === "offline");
  await assert.rejects(ask("http://127.0.0.1:1/"), { code: "offline" });
});

test("what the page asked early is not asked again, and once only", async () => {
  globalThis.lineageEarly = { address: address("/early"), response: Promise.resolve(new Response('{"models": 4}')) };
  assert.deepEqual(await ask(address("/good")), { models: 3 }, "another question is asked");
  assert.deepEqual(await ask(address("/early")), { models: 4 });
  globalThis.lineageEarly = { address: address("/good"), response: Promise.reject(new TypeError("no network")) };
  await assert.rejects(ask(address("/good")), { code: "offline" });
  assert.deepEqual(await ask(address("/good")), { models: 3 });
});

test("what is typed is asked for once the typing pauses, and given up when more is typed then", async () => {
  const asked = [];
  const ask = afterPause(5, async (text, signal) => void asked.push({ text, signal }));
  const pause = () => new Promise((paused) => setTimeout(paused, 40));
  for (const text of ["q", "qw", "qwen"]) ask(text);
  await pause();
  ask("qwen3");
  await pause();
  assert.deepEqual(asked.map(({ text, signal }) => [text, signal.aborted]), [["qwen", true], ["qwen3", false]]);
});
