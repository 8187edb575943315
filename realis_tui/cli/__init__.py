"""The same use cases from a shell: for scripts, schedulers, tests and screen readers."""
