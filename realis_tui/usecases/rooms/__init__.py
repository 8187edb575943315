"""Shared rooms: what they are, booking them, the planning, finding a free one, what they cost, closing them."""
