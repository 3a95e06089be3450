/** A statement's parameters as people type them: JSON where it is JSON, text otherwise. Pure. */

/** @typedef {Record<string, unknown>} Parameters */

/**
 * What was typed, as a value: 12, true, null, "text in quotes", [lists] and {maps} as JSON, anything else as text.
 * @param {string} text
 * @returns {unknown}
 */
export function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The text that `valueOf` reads back as the same value.
 * @param {unknown} value
 */
export function textOf(value) {
  if (typeof value !== "string") return value === undefined ? "" : JSON.stringify(value);
  return valueOf(value) === value ? value : JSON.stringify(value);
}

/**
 * What kind of value that is, in a word.
 * @param {unknown} value
 */
export function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "map";
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "number" : "text";
}

/**
 * The values of the parameters that a statement has; null for those nobody gave.
 * @param {string[]} names
 * @param {Parameters} given
 * @returns {Parameters}
 */
export function only(names, given) {
  return Object.fromEntries(names.map((name) => [name, given[name] === undefined ? null : given[name]]));
}

/**
 * Whether a parameter probably takes a model's id: by its name, or by its value.
 * @param {string} name
 * @param {unknown} value
 */
export function takesModel(name, value) {
  return /^(id|a|b|model|base|parent|child|root)$|_id$/i.test(name) || (typeof value === "string" && /^[\w.-]+\/[\w.-]+$/.test(value));
}

/**
 * Parameters out of a URL; nothing that is no JSON object is one.
 * @param {string | null} text
 * @returns {Parameters}
 */
export function fromText(text) {
  const value = valueOf(text ?? "");
  return typeof value === "object" && value !== null && !Array.isArray(value) ? /** @type {Parameters} */ (value) : {};
}
