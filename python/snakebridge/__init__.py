"""The Python side of SnakeBridge: `worker` executes calls, `introspect` describes modules."""
