/** Asking the API: JSON, or an error in the API's one shape. */

/** What the API says went wrong, with a hint at what would fix it. */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} hint
   */
  constructor(code, message, hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  /** What went wrong and what would fix it, as sentences. */
  get sentences() {
    return [this.message, this.hint].filter(Boolean).map(asSentence).join(" ");
  }
}

/** @param {string} text */
function asSentence(text) {
  return text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}

/**
 * The answer at `address`. Throws ApiError; an aborted request throws the browser's AbortError, even when it is aborted
 * while its body is being read.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(address, signal) {
  const asked = early(address) ?? fetch(address, { signal, headers: { Accept: "application/json" } });
  const response = await asked.catch(interrupted);
  const answer = await response.json().catch((error) => (error instanceof SyntaxError ? null : interrupted(error)));
  if (response.ok && answer !== null) return answer;
  const { code = "failed", message = `status ${response.status}`, hint = "" } = answer?.error ?? {};
  throw new ApiError(code, message, hint);
}

/**
 * A function that asks once its calls have paused for so long, and gives up what it is still asking for then.
 * @param {number} ms
 * @param {(text: string, signal: AbortSignal) => Promise<void>} asks
 * @returns {(text: string) => void}
 */
export function afterPause(ms, asks) {
  let timer = 0;
  let running = new AbortController();
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running.abort();
      running = new AbortController();
      asks(text, running.signal).catch((error) => {
        if (!(error instanceof DOMException)) throw error;
      });
    }, ms);
  };
}

/**
 * The response to what the page asked before its modules were there (`home/early.js`), once.
 * @param {string} address
 * @returns {Promise<Response> | null}
 */
function early(address) {
  const { lineageEarly } = /** @type {{ lineageEarly?: { address: string, response: Promise<Response> } }} */ (globalThis);
  if (lineageEarly?.address !== address) return null;
  Object.assign(globalThis, { lineageEarly: undefined });
  return lineageEarly.response;
}

/**
 * @param {unknown} error why the answer did not come, or did not come whole
 * @returns {never}
 */
function interrupted(error) {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new ApiError("offline", "the server does not answer", "try again once you are connected");
}
