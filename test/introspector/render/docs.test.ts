import { expect, test } from "vitest";
import { printDoc } from "../../../introspector/render/docs.ts";

const printed = (text: string | null): string => printDoc({ text }).join("\n");

test("what is not documented has no comment", () => {
  expect(printed(null)).toBe("");
  expect(printed("   \n  ")).toBe("");
});

test("one line stays one line, and indentation of the source is not part of the text", () => {
  expect(printed("Adds.")).toBe("/** Adds. */");
  expect(printed("\n    Adds.\n\n        Deeper.\n    ")).toBe("/**\n * Adds.\n *\n *     Deeper.\n */");
});

test("NumPy's sections become tags, examples fenced Python, others paragraphs", () => {
  const doc = `
    f(x, y, /, *args)

    Does it.

    Parameters
    ----------
    x, y : array_like
        Two of them,
        on two lines.
    *args
        More.

    Returns
    -------
    out : ndarray
        The result.

    Raises
    ------
    ValueError
        If not.

    Notes
    -----
    Slowly.

    Examples
    --------
    Like this:

    >>> f(1, 2)
    3
    `;
  expect(printed(doc)).toBe(`/**
 * Does it.
 *
 * **Notes**
 *
 * Slowly.
 *
 * @param x - Two of them, on two lines.
 * @param y - Two of them, on two lines.
 * @param args - More.
 * @returns out (ndarray): The result.
 * @throws ValueError: If not.
 * @example
 * Like this:
 *
 * \`\`\`python
 * >>> f(1, 2)
 * 3
 * \`\`\`
 */`);
});
