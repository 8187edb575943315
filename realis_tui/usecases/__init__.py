"""What a person can do: one module a pillar, one function a thing done; `flows` for what crosses pillars."""
