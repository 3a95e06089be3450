/** A statement's run at the server: asked for, cancelled, given up; and the last answers, for the back button. */

import { ApiError, ask } from "../api.js";
import { apiRoute } from "../links.js";

const KEPT = 8; // answers
const CANCEL_MS = 4000; // after that the wait ends here, whatever the server does

/**
 * @typedef {import("./values.js").Answer} Answer
 *
 * @typedef {object} Hooks
 * @property {(token: string, answer: Answer) => void} answered
 * @property {(token: string, error: { message: string, hint: string }) => void} failed
 */

export class Execution {
  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.waiting = new AbortController();
    this.answers = new RecentAnswers();
  }

  /**
   * Ask the server, whatever was known before.
   * @param {string} address
   * @param {string} token
   */
  async run(address, token) {
    this.waiting = new AbortController();
    try {
      const answer = await ask(`${address}&run=${token}`, this.waiting.signal);
      this.answers.keep(address, answer);
      this.hooks.answered(token, answer);
    } catch (error) {
      this.hooks.failed(token, explained(error));
    }
  }

  /**
   * Tell the server that nobody waits any more, and stop waiting soon.
   * @param {string} token
   */
  async cancel(token) {
    const { waiting } = this;
    setTimeout(() => waiting.abort(), CANCEL_MS);
    await this.stop(token);
  }

  /**
   * Tell the server that nobody waits any more; it may be done by then.
   * @param {string} token
   */
  async stop(token) {
    await fetch(apiRoute("cypher/runs", token), { method: "DELETE" }).then((response) => response.json()).catch(() => null);
  }
}

/** The newest answers by their address. */
export class RecentAnswers {
  constructor() {
    /** @type {Map<string, Answer>} */
    this.kept = new Map();
  }

  /** @param {string} address */
  at(address) {
    return this.kept.get(address) ?? null;
  }

  /**
   * @param {string} address
   * @param {Answer} answer
   */
  keep(address, answer) {
    this.kept.delete(address);
    this.kept.set(address, answer);
    for (const old of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(old);
  }
}

/** @param {unknown} error */
function explained(error) {
  if (error instanceof ApiError) return error;
  return { message: error instanceof Error ? error.message : String(error), hint: "" };
}
