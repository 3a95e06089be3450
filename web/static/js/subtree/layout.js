/** Where the nodes of a horizontal tree stand: leaves in rows from the top, a parent midway between its outer children. */

/**
 * @template T
 * @typedef {{key: string, data: T, children: TreeNode<T>[]}} TreeNode
 */

/**
 * One placed node; `x`, `y` are its left edge and its middle, in pixels.
 * @template T
 * @typedef {object} Placed
 * @property {string} key
 * @property {T} data
 * @property {number} x
 * @property {number} y
 * @property {number} depth 0 at the root
 * @property {Placed<T> | null} parent
 * @property {number} position from 1, among its siblings
 * @property {number} siblings
 */

/** @typedef {{column: number, row: number, gap: number}} Measures `gap` stands between the children of two parents */

/**
 * The nodes in reading order (a parent before its children), and the size of the whole.
 * @template T
 * @param {TreeNode<T>} root
 * @param {Measures} measures
 * @returns {{placed: Placed<T>[], width: number, height: number}}
 */
export function layout(root, measures) {
  /** @type {Placed<T>[]} */
  const placed = [];
  let next = measures.row / 2;
  let deepest = 0;

  /**
   * @param {TreeNode<T>} node
   * @param {Placed<T> | null} parent
   * @param {number} depth
   * @param {number} position
   * @param {number} siblings
   * @returns {Placed<T>}
   */
  function place(node, parent, depth, position, siblings) {
    const here = { key: node.key, data: node.data, x: depth * measures.column, y: 0, depth, parent, position, siblings };
    placed.push(here);
    deepest = Math.max(deepest, depth);
    const below = node.children.map((child, i) => place(child, here, depth + 1, i + 1, node.children.length));
    if (below.length) {
      here.y = (below[0].y + below[below.length - 1].y) / 2;
      next += measures.gap;
    } else {
      here.y = next;
      next += measures.row;
    }
    return here;
  }

  place(root, null, 0, 1, 1);
  return { placed, width: (deepest + 1) * measures.column, height: next };
}

/**
 * An SVG path from a parent's right edge to a child's left one.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function curve(x0, y0, x1, y1) {
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/**
 * A link's width in pixels: it grows with the logarithm of the descendants it carries.
 * @param {number} descendants
 */
export function linkWidth(descendants) {
  return Math.min(7, 1 + Math.log2(1 + descendants) * 0.45);
}

const EDGE = 40; // between the middle of a node and the edge of the view

/**
 * Where the view of a tree begins: with the root in the middle, or farther up where its first child would be hidden, as
 * far as the root stays in it.
 * @param {number} root
 * @param {number | null} child the first one, if any
 * @param {number} height of the view
 */
export function beginning(root, child, height) {
  const middle = root - height / 2;
  return Math.max(root + EDGE - height, Math.min(middle, child === null ? middle : child - EDGE));
}
