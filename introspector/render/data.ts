/**
 * Prints plain data as JavaScript.
 */
import { quote } from "../names.ts";

const MAX_LINE_CHARACTERS = 100;

/** Prints data without nested objects on one line if it fits, and all other data with one entry on each line. */
export function printData(data: unknown, indent = ""): string {
  if (typeof data === "string") return quote(data);
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  const deeper = `${indent} `;
  const items = Array.isArray(data)
    ? data.map((item) => printData(item, deeper))
    : Object.entries(data).map(([key, value]) => `${printKey(key)}: ${printData(value, deeper)}`);
  const [open, close] = Array.isArray(data) ? ["[", "]"] : ["{", "}"];
  const flat = Object.values(data).every((item) => typeof item !== "object" || Array.isArray(item));
  const line = `${open}${items.join(", ")}${close}`;
  if (flat && line.length <= MAX_LINE_CHARACTERS) return line;
  return `${open}\n${items.map((item) => deeper + item).join(",\n")}\n${indent}${close}`;
}

/** A quoted key `__proto__` would set the prototype; a computed one is a key like any other. */
function printKey(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : quote(key);
}
