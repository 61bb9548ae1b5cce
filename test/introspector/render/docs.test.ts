import { expect, test } from "vitest";
import { printDocComment } from "../../../introspector/render/docs.ts";

const printed = (text: string | null): string => printDocComment({ text }).join("\n");

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

test("Google's sections and Sphinx's fields become the same tags", () => {
  const google = `Does it.

    Longer.

    Args:
        path (str): Where it is,
            on two lines.
        *rest: More.

    Returns:
        dict[str, int]: What was found.

    Raises:
        OSError: If it is gone.

    Example:
        >>> f("x")
    `;
  expect(printed(google)).toBe(`/**
 * Does it.
 *
 * Longer.
 *
 * @param path - Where it is, on two lines.
 * @param rest - More.
 * @returns dict[str, int]: What was found.
 * @throws OSError: If it is gone.
 * @example
 * \`\`\`python
 * >>> f("x")
 * \`\`\`
 */`);
  const sphinx = `Greets.

    :param str name: who,
        and how
    :type name: str
    :returns: the greeting
    :raises ValueError: for nobody
    `;
  expect(printed(sphinx)).toBe(`/**
 * Greets.
 *
 * @param name - who, and how
 * @returns the greeting
 * @throws ValueError: for nobody
 */`);
});

test("a line that only looks like a section stays text", () => {
  expect(printed("Note:\nno indentation")).toBe("/**\n * Note:\n * no indentation\n */");
  expect(printed("a\n---\nb: c")).toBe("/**\n * **a**\n *\n * b: c\n */");
});

test("a docstring of one endless line is copied, not searched for hours", () => {
  for (const piece of ["a ", "a) ", ": ", "a, "]) {
    const line = piece.repeat(100_000);
    for (const doc of [line, `Args:\n  ${line}`, `Parameters\n---\n${line}`, `f(${line}\n\nx`]) {
      expect(printed(doc)).toContain(piece.trim().slice(0, 1));
    }
  }
});
