/** The API's values, as the server's `web/answers.py` makes them. */

/** @typedef {"finetune" | "adapter" | "merge" | "quantized" | "unknown"} Relation */

/** @typedef {Partial<Record<Relation, number>>} Counts children by relation; zeros are left out */

/**
 * A model as lists hold it; null is "not stated".
 * @typedef {object} Item
 * @property {string} id
 * @property {"listed" | "missing" | "removed"} status
 * @property {string | null} author
 * @property {string | null} created_at
 * @property {number | null} downloads
 * @property {number | null} likes
 * @property {string | null} license
 * @property {number} descendants distinct, at any distance
 * @property {number} descendants_without_mass_uploads
 * @property {string | null} mass_upload the rule that marks it as one of a mass upload
 * @property {number} children direct ones
 * @property {number} parents
 * @property {Relation | null} relation
 */

/** @typedef {Item & {evidence: string[], irregularity: string | null}} Parent */

/** @typedef {{total: number, by_relation: Counts}} Remainder */

/** @typedef {{id: string, total: number, offset: number, limit: number, items: Item[], by_relation: Counts, remainder: Remainder}} ChildrenPage */

/**
 * @typedef {object} Model
 * @property {string} id
 * @property {"listed" | "missing" | "removed"} status
 * @property {string | null} created_at
 * @property {number | null} downloads
 * @property {number | null} likes
 * @property {string | null} license
 * @property {string | null} pipeline_tag
 * @property {string | null} library
 * @property {number | null} parameters
 * @property {number} generation
 * @property {number} depth
 * @property {number} descendants
 * @property {number} descendants_without_mass_uploads
 * @property {string | null} mass_upload
 * @property {Counts} children
 * @property {Parent[]} parents
 * @property {string[]} roots
 * @property {boolean} is_root
 */

export {};
