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
}

/**
 * The answer at `address`. Throws ApiError; an aborted request throws the browser's AbortError, even when it is aborted
 * while its body is being read.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "application/json" } }).catch(interrupted);
  const answer = await response.json().catch((error) => (error instanceof SyntaxError ? null : interrupted(error)));
  if (response.ok && answer !== null) return answer;
  const { code = "failed", message = `status ${response.status}`, hint = "" } = answer?.error ?? {};
  throw new ApiError(code, message, hint);
}

/**
 * @param {unknown} error why the answer did not come, or did not come whole
 * @returns {never}
 */
function interrupted(error) {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new ApiError("offline", "the server does not answer", "is it still running?");
}
