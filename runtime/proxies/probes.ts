/**
 * The names by which JavaScript libraries recognise streams, responses, nodes, matchers and the like. A handle answers every
 * name with a function, so without this list it would pass for each of them. A handle has such a name only if its Python
 * class does; the worker says so with the class. `python/snakebridge/worker/class_info.py` has the same list.
 */
export const PROBED_NAMES: ReadonlySet<string> = new Set([
  "addEventListener", // event targets
  "addListener", // event emitters
  "arrayBuffer", // responses, blobs
  "asymmetricMatch", // test matchers
  "calledOnce", // test spies
  "dispatchEvent", // event targets
  "emit", // event emitters
  "formData", // responses
  "getReader", // web streams
  "getWriter", // web streams
  "nodeName", // nodes of a document
  "nodeType", // nodes of a document
  "on", // event emitters, Node streams
  "once", // event emitters
  "pipe", // Node streams, observables
  "pipeThrough", // web streams
  "pipeTo", // web streams
  "removeListener", // event emitters
  "subarray", // buffers
  "tagName", // nodes of a document
  "toDOMNode", // nodes of a document
]);
